// SPDX-License-Identifier: GPL-2.0-or-later
#include "format_examples.h"

namespace dateline::indexing {
namespace {

struct Example {
  std::string_view format, text;
};

constexpr Example kExamples[] = {
    {"atom", R"(<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>Harbour Post</title>
  <entry>
    <id>tag:harbour-post.example,2024:1</id>
    <title>Ferry late</title>
    <link href="https://harbour-post.example/ferry-late"/>
    <updated>2024-05-01T09:30:00Z</updated>
    <author><name>Ann Smith</name></author>
    <content type="html">&lt;p&gt;The ferry was late.&lt;/p&gt;</content>
  </entry>
</feed>
)"},
    {"csv", R"(title,date,author,body
Ferry late,2024-05-01,Ann Smith,"The ferry was late, for there was fog."
)"},
    {"html", R"(<!DOCTYPE html>
<html lang="en">
  <head>
    <title>Ferry late</title>
    <meta property="og:type" content="article">
    <meta property="og:site_name" content="Harbour Post">
    <meta property="article:published_time" content="2024-05-01T09:30:00Z">
  </head>
  <body>
    <article>
      <h1>Ferry late</h1>
      <p>The ferry from Kiel was two hours late on Wednesday, for there was fog on the fjord.</p>
    </article>
  </body>
</html>
)"},
    {"json", R"([
  {"id": "hp-1", "title": "Ferry late", "date": "2024-05-01T09:30:00Z",
   "author": "Ann Smith", "body": "The ferry was late."}
]
)"},
    {"jsonfeed", R"({
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Harbour Post",
  "items": [
    {"id": "1", "url": "https://harbour-post.example/ferry-late", "title": "Ferry late",
     "content_html": "<p>The ferry was late.</p>", "date_published": "2024-05-01T09:30:00Z"}
  ]
}
)"},
    {"jsonl",
     R"({"id": "hp-1", "title": "Ferry late", "date": "2024-05-01", "body": "The ferry was late."}
{"id": "hp-2", "title": "Bridge open", "date": "2024-05-02", "body": "The bridge is open."}
)"},
    {"mail", R"(From: Harbour Post <news@harbour-post.example>
Date: Wed, 01 May 2024 09:30:00 +0000
Subject: Ferry late
Message-ID: <1@harbour-post.example>
List-Unsubscribe: <https://harbour-post.example/unsubscribe>

The ferry was late.
)"},
    {"markdown", R"(---
title: Ferry late
date: 2024-05-01T09:30:00Z
author: Ann Smith
---

The ferry was *late*.
)"},
    {"newsml", R"(<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:harbour-post.example,2024:1"
    version="1" standard="NewsML-G2" standardversion="2.30" conformance="power" xml:lang="en">
  <itemMeta>
    <itemClass qcode="ninat:text"/>
    <provider><name>Harbour Post</name></provider>
    <versionCreated>2024-05-01T09:30:00Z</versionCreated>
    <pubStatus qcode="stat:usable"/>
  </itemMeta>
  <contentMeta><headline>Ferry late</headline><by>Ann Smith</by></contentMeta>
  <contentSet>
    <inlineXML contenttype="application/xhtml+xml">
      <html xmlns="http://www.w3.org/1999/xhtml"><body><p>The ferry was late.</p></body></html>
    </inlineXML>
  </contentSet>
</newsItem>
)"},
    {"ninjs", R"({
  "uri": "tag:harbour-post.example,2024:1", "type": "text", "version": "1",
  "pubstatus": "usable", "versioncreated": "2024-05-01T09:30:00Z", "language": "en",
  "headline": "Ferry late", "byline": "Ann Smith",
  "body_text": "The ferry was late."
}
)"},
    {"nitf", R"(<?xml version="1.0" encoding="UTF-8"?>
<nitf>
  <head>
    <title>Ferry late</title>
    <docdata><doc-id id-string="hp-1"/><date.issue norm="20240501T093000Z"/></docdata>
  </head>
  <body>
    <body.head><hedline><hl1>Ferry late</hl1></hedline><byline>Ann Smith</byline></body.head>
    <body.content><block><p>The ferry was late.</p></block></body.content>
  </body>
</nitf>
)"},
    {"reuters", R"(<REUTERS LEWISSPLIT="TRAIN" NEWID="1">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<TEXT>
<TITLE>FERRY LATE</TITLE>
<BODY>The ferry was late.</BODY></TEXT>
</REUTERS>
)"},
    {"rss", R"(<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
  <channel>
    <title>Harbour Post</title>
    <link>https://harbour-post.example/</link>
    <item>
      <title>Ferry late</title>
      <link>https://harbour-post.example/ferry-late</link>
      <pubDate>Wed, 01 May 2024 09:30:00 GMT</pubDate>
      <description>&lt;p&gt;The ferry was late.&lt;/p&gt;</description>
    </item>
  </channel>
</rss>
)"},
    {"text", R"(Ferry late

The ferry was late. There was fog on the fjord.

A second one was put on in the evening.
)"},
    {"trec", R"(<DOC>
<DOCNO>HP-1</DOCNO>
<DATE>1 May 2024</DATE>
<HEADLINE>Ferry late</HEADLINE>
<TEXT>The ferry was late.</TEXT>
</DOC>
)"},
    {"warc",
     "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: "
     "https://harbour-post.example/ferry-late\r\n"
     "WARC-Date: 2024-05-01T09:30:00Z\r\n"
     "WARC-Record-ID: <urn:uuid:7b0d4c1e-0001-4000-8000-000000000001>\r\n"
     "Content-Type: application/http; msgtype=response\r\nContent-Length: 224\r\n\r\n"
     "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
     "<html><head><title>Ferry late</title></head><body><article><h1>Ferry late</h1><p>The ferry "
     "from Kiel was two hours late on Wednesday, for there was fog.</p></article></body></html>"
     "\r\n\r\n"},
    {"wxr", R"(<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
  <channel>
    <title>Harbour Post</title>
    <wp:wxr_version>1.2</wp:wxr_version>
    <item>
      <title>Ferry late</title>
      <link>https://harbour-post.example/ferry-late/</link>
      <dc:creator>ann</dc:creator>
      <content:encoded><![CDATA[<p>The ferry was late.</p>]]></content:encoded>
      <wp:post_id>1</wp:post_id>
      <wp:post_date_gmt>2024-05-01 09:30:00</wp:post_date_gmt>
      <wp:status>publish</wp:status>
      <wp:post_type>post</wp:post_type>
    </item>
  </channel>
</rss>
)"},
};

}  // namespace

std::string_view format_example(std::string_view format) {
  for (const Example& example : kExamples)
    if (example.format == format) return example.text;
  return {};
}

}  // namespace dateline::indexing
