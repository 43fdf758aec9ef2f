// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail.h"

#include <fmt/format.h>
#include <nettle/base64.h>

#include <algorithm>

#include "dates/dates.h"
#include "results/output_escape.h"
#include "text/counted.h"
#include "text/printable_text.h"
#include "text/url.h"

namespace dateline::alerts {

using namespace dateline::searching;

namespace {

std::string base64(std::string_view bytes) {
  std::string encoded(BASE64_ENCODE_RAW_LENGTH(bytes.size()), '\0');
  base64_encode_raw(encoded.data(), bytes.size(),
                    reinterpret_cast<const std::uint8_t*>(bytes.data()));
  return encoded;
}

std::string base64_lines(std::string_view bytes) {
  constexpr std::size_t kLine = 76;
  const std::string all = base64(bytes);
  std::string lines;
  for (std::size_t at = 0; at < all.size(); at += kLine) lines += all.substr(at, kLine) + "\r\n";
  return lines;
}

bool is_link(const std::string& url) {
  return is_http_url(url) && std::ranges::all_of(url, [](char c) {
           return static_cast<unsigned char>(c) > ' ' && c != '<' && c != '>' && c != '"';
         });
}

/// "Calder Wire, 2024-08-22"
std::string origin_of(const Article& a) {
  std::string origin = printable_text(a.source);
  if (a.published) origin += (origin.empty() ? "" : ", ") + period_name(*a.published, Period::day);
  return origin;
}

std::string headline_of(const ToldArticle& told) {
  const Article& a = told.stored.article;
  const std::string headline = printable_text(a.title.empty() ? a.id : a.title);
  return told.stored.replaces != 0 ? headline + " (changed)" : headline;
}

std::string subject_of(const Message& message) {
  const std::size_t n = message.articles.size();
  return message.digest ? fmt::format("{}: digest of {}", message.alert.name, counted(n, "article"))
                        : fmt::format("{}: {}", message.alert.name, counted(n, "new article"));
}

std::string footer_of(const Message& message) {
  return fmt::format("Found by the alert {}. To end it: dateline-indexer alert {} --off",
                     message.alert.name, message.alert.name);
}

std::string plain_text(const Message& message) {
  std::string text = subject_of(message) + "\r\n\r\n";
  std::size_t number = 0;
  for (const ToldArticle& told : message.articles) {
    text += fmt::format("{}. {}\r\n", ++number, headline_of(told));
    for (const std::string& line :
         {origin_of(told.stored.article), told.snippet.text,
          is_link(told.stored.article.url) ? told.stored.article.url : ""})
      if (!line.empty()) text += "   " + line + "\r\n";
    text += "\r\n";
  }
  return text + footer_of(message) + "\r\n";
}

std::string html_text(const Message& message) {
  std::string html = fmt::format(
      "<!DOCTYPE html>\r\n<html><head><meta charset=\"utf-8\"><title>{0}</title></head>\r\n"
      "<body><p>{0}</p>\r\n<ol>\r\n",
      escape_xml(subject_of(message)));
  for (const ToldArticle& told : message.articles) {
    const std::string headline = escape_xml(headline_of(told));
    const std::string& url = told.stored.article.url;
    html += is_link(url) ? fmt::format("<li><a href=\"{}\">{}</a>", escape_xml(url), headline)
                         : "<li>" + headline;
    if (const std::string origin = origin_of(told.stored.article); !origin.empty())
      html += "<br><small>" + escape_xml(origin) + "</small>";
    if (!told.snippet.text.empty()) html += "<br>" + html_marked(told.snippet);
    html += "</li>\r\n";
  }
  return html + "</ol>\r\n<p><small>" + escape_xml(footer_of(message)) +
         "</small></p></body></html>\r\n";
}

/// RFC 5322, in UTC.
std::string mail_date(Timestamp t) {
  static constexpr const char* kDays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr Timestamp kDay = 86'400;
  const std::string iso = format_timestamp(t);  // 2024-08-22T10:00:00Z
  return fmt::format("{}, {} {} {} {} +0000", kDays[t / kDay % 7], iso.substr(8, 2),
                     kMonths[std::stoul(iso.substr(5, 2)) - 1], iso.substr(0, 4),
                     iso.substr(11, 8));
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c >= ' ' && c < 0x7F; });
}

/// A name that a domain can hold: that of a list.
std::string domain_name(const std::string& name) {
  std::string label;
  for (const unsigned char c : name)
    label += c < 0x80 ? std::string(1, static_cast<char>(c)) : fmt::format("x{:02x}", c);
  return label;
}

}  // namespace

std::string header_text(const std::string& text) {
  if (is_ascii(text)) return text;
  constexpr std::size_t kMost = 42;  // bytes of a word, so that it has 75 characters at most
  std::string words;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = std::min(begin + kMost, text.size());
    while (end < text.size() && end > begin + 1 &&
           (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
      --end;
    words += fmt::format("{}=?UTF-8?B?{}?=", words.empty() ? "" : "\r\n ",
                         base64(std::string_view(text).substr(begin, end - begin)));
    begin = end;
  }
  return words;
}

std::string mail_of(const Message& message, const std::string& from, Timestamp now) {
  const std::string host = from.substr(from.find('@') + 1);
  const std::string boundary = "dateline-" + message.id;  // base64 has no "-"
  std::string mail = fmt::format(
      "From: Dateline <{}>\r\nTo: <{}>\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}@{}>\r\n"
      "List-Id: <{}.alerts.{}>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n",
      from, message.alert.mail, header_text(subject_of(message)), mail_date(now), message.id, host,
      domain_name(message.alert.name), host, boundary);
  for (const auto& [type, content] :
       {std::pair("plain", plain_text(message)), std::pair("html", html_text(message))})
    mail += fmt::format(
        "--{}\r\nContent-Type: text/{}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "{}\r\n",
        boundary, type, base64_lines(content));
  return mail + fmt::format("--{}--\r\n", boundary);
}

}  // namespace dateline::alerts
