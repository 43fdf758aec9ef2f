// SPDX-License-Identifier: GPL-2.0-or-later
// Writes WARC files of any size, as crawlers do: pages in all codings among pictures, redirects and
// requests, each record optionally a gzip member. Used by warc_test.cc. Record i is always the
// same.
#pragma once

#include <brotli/encode.h>
#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline {

class WarcFile {
 public:
  /// `page_bytes` is about how long a page is before it is packed.
  WarcFile(bool gzip, std::size_t page_bytes) : gzip_(gzip), page_bytes_(page_bytes) {}

  static bool is_page(std::uint64_t i) { return i % 10 >= 4; }
  static std::string address(std::uint64_t i) {
    return fmt::format("https://www.strait.example/2024/03/{:02}/story-{}", i % 28 + 1, i);
  }

  std::string record(std::uint64_t i) const {
    std::string bytes;
    switch (i % 10) {
      case 0:
        bytes = record("request", i, "GET / HTTP/1.1\r\nHost: www.strait.example\r\n\r\n");
        break;
      case 1:
        bytes = response(i, "200 OK", "image/png", "", "\x89PNG\r\n\x1A\n" + noise(i, 2000));
        break;
      case 2:
        bytes = response(i, "301 Moved Permanently", "text/html", "Location: /new\r\n",
                         "<html><body><p>This page has moved to another place.</p></body></html>");
        break;
      case 3:
        bytes = response(i, "404 Not Found", "text/html", "", page(i));
        break;
      default:
        bytes = page_record(i);
        break;
    }
    return gzip_ ? deflated(bytes, 15 + 16) : bytes;
  }

 private:
  std::string page_record(std::uint64_t i) const {
    const std::string html = page(i), type = "text/html; charset=utf-8";
    switch (i / 10 % 6) {
      case 0:
        return response(i, "200 OK", type, "Content-Encoding: gzip\r\n", deflated(html, 15 + 16));
      case 1:
        return response(i, "200 OK", type, "Transfer-Encoding: chunked\r\n", chunked(html));
      case 2:
        return response(i, "200 OK", type, "Content-Encoding: br\r\n", brotli(html));
      case 3:
        return response(i, "200 OK", type,
                        "Transfer-Encoding: chunked\r\nContent-Encoding: deflate\r\n",
                        chunked(deflated(html, 15)));
      case 4:
        return response(i, "200 OK", type, "Content-Encoding: zstd\r\n", zstd(html));
      default:
        return response(i, "200 OK", type, "", html);
    }
  }

  /// An article of some paragraphs among what pages are full of.
  std::string page(std::uint64_t i) const {
    std::string html = fmt::format(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Story {0} - The "
        "Strait</title><meta property=\"og:site_name\" content=\"The Strait\"><link "
        "rel=\"canonical\" href=\"{1}\"></head><body><nav><ul>",
        i, address(i));
    for (int link = 0; link < 40; ++link)
      html += fmt::format("<li><a href=\"/section/{0}\">Section {0}</a></li>", link);
    html += fmt::format("</ul></nav><article><h1>Story {}</h1><div class=\"story-body\">", i);
    for (int paragraph = 0; paragraph < 12; ++paragraph)
      html += fmt::format(
          "<p>The ferry number{0}x{1} crossed the strait with {2} passengers on board, and came "
          "back with the afternoon tide before the wind had turned.</p>\n",
          i, paragraph, i % 400 + 20);
    html += "</div></article><aside class=\"related\">";
    for (int link = 0; link < 30; ++link)
      html += fmt::format("<h3><a href=\"/s/{0}\">Another story, number {0}</a></h3>", link);
    html += "</aside><script>";
    while (html.size() < page_bytes_) html += "window.queue.push({'event':'view','at':12345});";
    return html + "</script></body></html>";
  }

  static std::string response(std::uint64_t i, std::string_view status, std::string_view type,
                              std::string_view more, std::string_view body) {
    return record(
        "response", i,
        fmt::format("HTTP/1.1 {}\r\nContent-Type: {}\r\n{}\r\n{}", status, type, more, body));
  }

  static std::string record(std::string_view type, std::uint64_t i, std::string_view block) {
    return fmt::format(
        "WARC/1.0\r\nWARC-Type: {}\r\nWARC-Target-URI: {}\r\nWARC-Date: 2024-03-01T12:00:00Z\r\n"
        "Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{}\r\n\r\n",
        type, address(i), block.size(), block);
  }

  static std::string noise(std::uint64_t i, std::size_t size) {
    std::string bytes;
    for (std::uint64_t state = i + 1; bytes.size() < size;) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      bytes += static_cast<char>(state >> 56);
    }
    return bytes;
  }

  static std::string chunked(std::string_view body) {
    std::string out;
    for (; !body.empty(); body.remove_prefix(std::min<std::size_t>(4000, body.size())))
      out += fmt::format("{:x}\r\n{}\r\n", body.substr(0, 4000).size(), body.substr(0, 4000));
    return out + "0\r\n\r\n";
  }

  static std::string deflated(const std::string& text, int window) {
    z_stream stream{};
    deflateInit2(&stream, 1, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
  }

  static std::string brotli(const std::string& text) {
    std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
    std::vector<std::uint8_t> out(size);
    BrotliEncoderCompress(1, 22, BROTLI_MODE_TEXT, text.size(),
                          reinterpret_cast<const std::uint8_t*>(text.data()), &size, out.data());
    return {reinterpret_cast<const char*>(out.data()), size};
  }

  static std::string zstd(const std::string& text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
    return out;
  }

  const bool gzip_;
  const std::size_t page_bytes_;
};

}  // namespace dateline
