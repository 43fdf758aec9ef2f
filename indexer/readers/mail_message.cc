// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail_message.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>

#include "html/html_text.h"
#include "mail_damage.h"
#include "mail_text.h"
#include "text/charset.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

struct Unreference {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unreference>;

constexpr int kDeepest = 30;  // parts within parts

const GMimeParserOptions* parser_options() {
  static const GMimeParserOptions* const options = [] {
    g_mime_init();
    GMimeParserOptions* made = g_mime_parser_options_new();
    const char* charsets[] = {"utf-8", "windows-1252", nullptr};
    g_mime_parser_options_set_fallback_charsets(made, charsets);
    return made;
  }();
  return options;
}

GMimeParserOptions* options_argument() { return const_cast<GMimeParserOptions*>(parser_options()); }

Owned<GMimeMessage> parse(std::string_view bytes) {
  GMimeParserOptions* const options = options_argument();  // also starts GMime
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  return Owned<GMimeMessage>(g_mime_parser_construct_message(parser.get(), options));
}

std::string text_or_empty(const char* text) { return text == nullptr ? "" : text; }

/// The raw value of a header in one line; empty when there is none.
std::string raw_header(GMimeMessage* message, const char* name) {
  GMimeHeader* const found =
      g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(message)), name);
  return found == nullptr ? "" : one_line(text_or_empty(g_mime_header_get_raw_value(found)));
}

std::string decoded_words(const std::string& words) {
  char* const decoded = g_mime_utils_header_decode_text(options_argument(), words.c_str());
  std::string text = text_or_empty(decoded);
  g_free(decoded);
  return text;
}

/// Separates adjacent encoded words in base64, which GMime joins even if padding ends the first.
constexpr std::string_view kPaddedThenNext = "=?= =?";

/// The value of a header as text, with encoded words (RFC 2047) decoded.
std::string header(GMimeMessage* message, const char* name) {
  const std::string raw = raw_header(message, name);
  std::string text;
  std::size_t begin = 0;
  for (std::size_t at; (at = raw.find(kPaddedThenNext, begin)) != std::string::npos;) {
    text += decoded_words(raw.substr(begin, at + 3 - begin));
    begin = at + 4;
  }
  text += decoded_words(raw.substr(begin));
  clean_text(text);
  return one_line(text);
}

/// "<text>" → "text".
std::string within_angles(std::string_view text) {
  const std::size_t open = text.find('<'), close = text.rfind('>');
  if (open != std::string_view::npos && close != std::string_view::npos && open < close)
    text = text.substr(open + 1, close - open - 1);
  while (text.starts_with('<')) text.remove_prefix(1);
  while (text.ends_with('>')) text.remove_suffix(1);
  return std::string(trim(text));
}

struct Sender {
  std::string name, address;
};

Sender sender_of(GMimeMessage* message) {
  InternetAddressList* const list = g_mime_message_get_from(message);
  Sender sender;
  if (list != nullptr && internet_address_list_length(list) > 0) {
    InternetAddress* const first = internet_address_list_get_address(list, 0);
    sender.name = text_or_empty(internet_address_get_name(first));
    if (INTERNET_ADDRESS_IS_MAILBOX(first))
      sender.address =
          text_or_empty(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)));
  }
  const std::string text = header(message, "From");
  if (raw_header(message, "From").find(kPaddedThenNext) != std::string::npos) {
    sender.name = trim(std::string_view(text).substr(0, text.find('<')));
    std::erase(sender.name, '"');
  }
  // "ann at host.example (Ann Smith)", as archives of mailing lists write it.
  const std::size_t open = text.rfind('(');
  if (sender.name.empty() && open != std::string::npos && text.ends_with(')'))
    sender.name = text.substr(open + 1, text.size() - open - 2);
  clean_text(sender.name);
  sender.name = one_line(sender.name);
  if (sender.name == sender.address) sender.name.clear();
  return sender;
}

/// "Ann Smith via Harbour List" → "Ann Smith": removes the name of a mailing list.
std::string without_list(const std::string& name) {
  const std::size_t via = name.rfind(" via ");
  std::string person = via == std::string::npos ? name : name.substr(0, via);
  if (person.size() > 2 && person.front() == '\'' && person.back() == '\'')
    person = person.substr(1, person.size() - 2);
  return person;
}

bool is_mailing(GMimeMessage* message) {
  for (const char* name : {"List-Id", "List-Unsubscribe", "List-Post"})
    if (!raw_header(message, name).empty()) return true;
  const std::string precedence = lower_ascii(trim(raw_header(message, "Precedence")));
  return precedence == "bulk" || precedence == "list";
}

/// A program sends from this address, such as an alert service.
bool is_automatic(std::string_view address) {
  const std::string local = lower_ascii(address.substr(0, address.find('@')));
  return local.find("noreply") != std::string::npos ||
         local.find("no-reply") != std::string::npos ||
         local.find("donotreply") != std::string::npos;
}

/// In an article of Usenet the organization is where its author works, not its source.
bool is_usenet(GMimeMessage* message) {
  for (const char* name : {"Newsgroups", "Lines", "NNTP-Posting-Host", "Article-I.D."})
    if (!raw_header(message, name).empty()) return true;
  return false;
}

/// Sets author and source. The source is the name of a mailing list or newsletter. The sender of a
/// newsletter is its source, too, because nobody else can post to it.
void set_sender(GMimeMessage* message, ArticleParts& parts) {
  const Sender sender = sender_of(message);
  const std::string person = without_list(sender.name);
  std::string list = header(message, "List-Id");
  list = list.substr(0, list.find('<'));
  std::string list_name(trim(list));
  if (list_name.size() > 1 && list_name.front() == '"' && list_name.back() == '"')
    list_name = list_name.substr(1, list_name.size() - 2);
  const std::string organization = is_usenet(message) ? "" : header(message, "Organization");
  const bool can_post = !raw_header(message, "List-Post").empty();
  const bool automatic = is_automatic(sender.address) && !person.empty() && list_name.empty();
  if ((!is_mailing(message) || can_post) && !automatic) {
    parts.set_mapped(ArticleField::source, list_name.empty() ? organization : list_name);
    parts.set_mapped(ArticleField::author, person.empty() ? sender.address : person);
    return;
  }
  const std::size_t from = person.find(" from ");  // "Ann Smith from The Calder Letter"
  if (from != std::string::npos) {
    parts.set_mapped(ArticleField::author, person.substr(0, from));
    parts.set_mapped(ArticleField::source, person.substr(from + 6));
  } else if (list_name.empty()) {
    const std::size_t host = sender.address.find('@') + 1;  // 0 where there is none
    parts.set_mapped(ArticleField::source, person.empty() ? sender.address.substr(host) : person);
  } else {
    parts.set_mapped(ArticleField::source, list_name);
    if (!equal_ignoring_case(person, list_name)) parts.set_mapped(ArticleField::author, person);
  }
}

/// The date of the message; else of its last receipt, else of the envelope.
std::string date_of(GMimeMessage* message, std::string_view envelope_date) {
  std::string date(trim(raw_header(message, "Date")));
  if (!date.empty()) return date;
  const std::string received = raw_header(message, "Received");
  if (const std::size_t semicolon = received.rfind(';'); semicolon != std::string::npos)
    date = trim(std::string_view(received).substr(semicolon + 1));
  return date.empty() ? std::string(envelope_date) : date;
}

/// The bytes of a part without their transfer encoding.
std::string content_of(GMimePart* part) {
  GMimeDataWrapper* const content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

/// Without a character of UTF-8 that is cut at the end of other such characters.
std::string_view without_cut_character(std::string_view bytes) {
  constexpr std::size_t kLongest = 3;  // bytes of a cut one
  for (std::size_t cut = 0; cut <= std::min(kLongest, bytes.size()); ++cut) {
    const std::string_view rest = bytes.substr(0, bytes.size() - cut);
    const bool ascii = std::ranges::all_of(rest, [](char c) { return (c & 0x80) == 0; });
    if (valid_utf8(rest)) return ascii ? bytes : rest;
  }
  return bytes;
}

/// The text in its declared charset, unless it is undeclared UTF-8.
std::string decoded(std::string_view given, const std::string& declared, TextOrigin& origin) {
  const std::string_view bytes = without_cut_character(given);
  const bool ascii = std::ranges::all_of(bytes, [](char c) { return (c & 0x80) == 0; });
  const bool known = !declared.empty() && !equal_ignoring_case(declared, "us-ascii");
  Utf8Decoder decoder(known && (ascii || !valid_utf8(bytes)) ? declared : "");
  std::string text;
  decoder.decode(bytes, /*last=*/true, text);
  if (text != bytes) origin = decoder.origin();
  unify_line_ends(text);
  return text;
}

/// The contents of a message's parts.
struct Content {
  std::vector<std::string> texts;       // in order
  std::vector<GMimeMessage*> messages;  // enclosed
  std::vector<std::string> digest;      // messages of a digest in plain text
  std::vector<PartLeftOut> left_out = {};
  bool is_digest = false;  // the message holds only enclosed messages
  TextOrigin origin = TextOrigin::utf8;
  std::string damage;  // of the encoding of a text; empty where there is none

  std::string text() const {
    std::string all;
    for (const std::string& text : texts)
      if (!trim(text).empty()) all.append(all.empty() ? "" : "\n\n").append(trim(text));
    return all;
  }
  void append(Content&& more) {
    std::ranges::move(more.texts, std::back_inserter(texts));
    messages.insert(messages.end(), more.messages.begin(), more.messages.end());
    std::ranges::move(more.digest, std::back_inserter(digest));
    std::ranges::move(more.left_out, std::back_inserter(left_out));
    is_digest = is_digest || more.is_digest;
    origin = std::max(origin, more.origin);
    if (damage.empty()) damage = std::move(more.damage);
  }
};

bool is_type(GMimeObject* part, const char* type, const char* subtype) {
  GMimeContentType* const content_type = g_mime_object_get_content_type(part);
  return content_type != nullptr && g_mime_content_type_is_type(content_type, type, subtype);
}

std::string parameter(GMimeObject* part, const char* name) {
  return text_or_empty(g_mime_object_get_content_type_parameter(part, name));
}

/// The attachment that a part is.
PartLeftOut attachment_of(GMimePart* part) {
  std::string name = text_or_empty(g_mime_part_get_filename(part));
  const std::size_t dot = name.rfind('.');
  GMimeContentType* const type = g_mime_object_get_content_type(GMIME_OBJECT(part));
  std::string kind = dot != std::string::npos && dot + 1 < name.size() ? name.substr(dot + 1)
                     : type != nullptr ? text_or_empty(g_mime_content_type_get_media_subtype(type))
                                       : "attachment";
  kind = lower_ascii(kind);
  if (name.empty()) name = "attachment." + kind;
  return {to_utf8(name), to_utf8(kind)};
}

/// Whether a part that is no text of the message is one that its reader would open: not a picture
/// in the text or a signature.
bool is_attachment(GMimePart* part) {
  GMimeObject* const object = GMIME_OBJECT(part);
  GMimeContentDisposition* const disposition = g_mime_object_get_content_disposition(object);
  const bool is_signature = is_type(object, "application", "pgp-signature") ||
                            is_type(object, "application", "pkcs7-signature") ||
                            is_type(object, "application", "x-pkcs7-signature");
  if (is_signature) return false;
  if (disposition != nullptr) return g_mime_content_disposition_is_attachment(disposition) != 0;
  return g_mime_part_get_filename(part) != nullptr && !is_type(object, "image", "*");
}

Content content_of_text(GMimePart* part) {
  GMimeObject* const object = GMIME_OBJECT(part);
  Content content;
  if (is_attachment(part)) {
    content.left_out.push_back(attachment_of(part));
    return content;
  }
  const bool html = is_type(object, "text", "html") || is_type(object, "application", "xhtml+xml");
  if (!html && !is_type(object, "text", "plain") && !is_type(object, "text", "markdown"))
    return content;
  content.damage = damage_of(part);
  std::string text = decoded(content_of(part), parameter(object, "charset"), content.origin);
  if (html) {
    content.texts.push_back(html_to_text(text));
    return content;
  }
  content.digest = digest_messages(text);
  if (equal_ignoring_case(parameter(object, "format"), "flowed"))
    text = unflowed(text, equal_ignoring_case(parameter(object, "delsp"), "yes"));
  content.texts.push_back(join_paragraphs(split_paragraphs(without_signature(text))));
  return content;
}

Content content_of_object(GMimeObject* part, int depth);

GMimeObject* child_of(GMimeObject* multipart, int number) {
  return g_mime_multipart_get_part(GMIME_MULTIPART(multipart), number);
}

/// The plain text of alternatives, if it says as much as the others.
Content content_of_alternatives(GMimeObject* multipart, int depth) {
  Content plain, rich, all;
  const int count = g_mime_multipart_get_count(GMIME_MULTIPART(multipart));
  for (int i = 0; i < count; ++i) {
    GMimeObject* const child = child_of(multipart, i);
    Content content = content_of_object(child, depth);
    all.messages.insert(all.messages.end(), content.messages.begin(), content.messages.end());
    content.messages.clear();
    std::ranges::move(content.left_out, std::back_inserter(all.left_out));
    content.left_out.clear();
    if (all.damage.empty()) all.damage = content.damage;
    if (content.text().empty()) continue;
    (is_type(child, "text", "plain") ? plain : rich) = std::move(content);
  }
  const std::string plain_text = plain.text(), rich_text = rich.text();
  const bool take_rich = plain_text.empty() || falls_short_of(plain_text, rich_text);
  all.append(std::move(take_rich ? rich : plain));
  return all;
}

Content content_of_multipart(GMimeObject* part, int depth) {
  if (is_type(part, "multipart", "alternative")) return content_of_alternatives(part, depth);
  Content content;
  if (is_type(part, "multipart", "encrypted")) {
    content.left_out.push_back({"the message", "encrypted"});
    return content;
  }
  const bool first_only = is_type(part, "multipart", "related") ||
                          is_type(part, "multipart", "signed") ||
                          is_type(part, "multipart", "report");
  const int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
  if (count == 0)  // the declared boundary does not occur
    content.texts.push_back(decoded(
        text_or_empty(g_mime_multipart_get_prologue(GMIME_MULTIPART(part))), "", content.origin));
  for (int i = 0; i < (first_only ? std::min(count, 1) : count); ++i)
    content.append(content_of_object(child_of(part, i), depth));
  if (is_type(part, "multipart", "digest")) content.is_digest = true;
  return content;
}

Content content_of_object(GMimeObject* part, int depth) {
  Content content;
  if (part == nullptr || depth > kDeepest) return content;
  if (GMIME_IS_MULTIPART(part)) return content_of_multipart(part, depth + 1);
  if (GMIME_IS_PART(part)) return content_of_text(GMIME_PART(part));
  if (GMIME_IS_MESSAGE_PART(part))
    if (GMimeMessage* const message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)))
      content.messages.push_back(message);
  return content;
}

/// A message of a plain-text digest, with the charset of the decoded digest.
std::string with_charset(const std::string& message) {
  std::string made = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n";
  bool in_headers = true, left_out = false;
  for (const std::string_view line : split_lines(message)) {
    if (in_headers && line.empty()) in_headers = false;
    if (in_headers && !line.starts_with(' ') && !line.starts_with('\t'))
      left_out = lower_ascii(line.substr(0, 8)) == "content-";
    if (!in_headers || !left_out) made.append(line).append("\n");
  }
  return made;
}

std::vector<std::string> header_names(GMimeMessage* message) {
  std::vector<std::string> names;
  GMimeHeaderList* const headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
  for (int i = 0; i < g_mime_header_list_get_count(headers); ++i)
    names.push_back(
        text_or_empty(g_mime_header_get_name(g_mime_header_list_get_header_at(headers, i))));
  return names;
}

/// Reads a top message with all enclosed ones.
class MessageReading {
 public:
  MessageReading(const ReadOptions& options, const std::vector<MappedKey>& mapped,
                 std::uint64_t line)
      : options_(options), mapped_(mapped), line_(line) {}

  void read(GMimeMessage* message, std::string_view envelope_date, int depth) {
    Content content = content_of_object(g_mime_message_get_mime_part(message), 0);
    constexpr std::size_t kFewest = 2;  // messages of a digest
    for (const PartLeftOut& part : content.left_out)
      if (options_.left_out) options_.left_out(part);
    const bool plain_digest =
        depth < kDeepest && content.digest.size() >= kFewest &&
        lower_ascii(header(message, "Subject")).find("digest") != std::string::npos;
    const bool only_around = depth < kDeepest && !content.messages.empty() &&
                             (content.is_digest || content.text().empty());
    if (!plain_digest && !only_around)
      records_.push_back(
          {record(message, content, envelope_date), std::max(content.origin, origin_)});
    tell_of_damage(ends_early(message) ? "the message ends early" : content.damage);
    const std::string outer_source = source_;
    if (plain_digest || content.is_digest) source_ = digest_source(message);
    const TextOrigin outer_origin = origin_;
    if (plain_digest) origin_ = content.origin;
    if (plain_digest)
      for (const std::string& text : content.digest)
        if (const Owned<GMimeMessage> inner = parse(with_charset(text)))
          read(inner.get(), envelope_date, depth + 1);
    if (depth < kDeepest)
      for (GMimeMessage* inner : content.messages) read(inner, envelope_date, depth + 1);
    source_ = outer_source;
    origin_ = outer_origin;
  }

  std::vector<MailRecord> take() { return std::move(records_); }

 private:
  static std::string digest_source(GMimeMessage* message) {
    ArticleParts parts;
    set_sender(message, parts);
    return parts[ArticleField::source];
  }

  void tell_of_damage(const std::string& damage) {
    if (damage.empty()) return;
    Rejection told = cut_text(line_, damage);
    told.at_end = false;  // other messages may follow
    records_.push_back({std::move(told)});
  }

  Record record(GMimeMessage* message, const Content& content, std::string_view envelope_date) {
    ArticleParts parts;
    for (const MappedKey& mapped : mapped_)
      parts.set_mapped(mapped.part, header(message, mapped.key.c_str()));
    parts.set_mapped(ArticleField::id, within_angles(header(message, "Message-ID")));
    parts.set_mapped(ArticleField::title, header(message, "Subject"));
    parts.set_mapped(ArticleField::date, date_of(message, envelope_date));
    set_sender(message, parts);
    if (parts[ArticleField::source].empty()) parts.set_mapped(ArticleField::source, source_);
    for (const char* name : {"Archived-At", "X-Archived-At"})
      if (const std::string url = within_angles(header(message, name)); url.starts_with("http"))
        parts.set_mapped(ArticleField::url, url);
    const std::string language = header(message, "Content-Language");
    parts.set_mapped(ArticleField::language, language.substr(0, language.find(',')));
    const std::string groups = header(message, "Newsgroups");
    parts.set_mapped(ArticleField::section, groups.substr(0, groups.find(',')));
    parts.set_mapped(ArticleField::topics, header(message, "Keywords"));
    parts.set_mapped(ArticleField::body, content.text());
    Article article = make_article(parts, options_);
    if (!has_text(article)) return no_text(line_, "the message", header_names(message));
    return article;
  }

  const ReadOptions& options_;
  const std::vector<MappedKey>& mapped_;
  const std::uint64_t line_;
  std::string source_;                    // of the current digest
  TextOrigin origin_ = TextOrigin::utf8;  // of a digest in plain text
  std::vector<MailRecord> records_;
};

}  // namespace

MailMessage::MailMessage(const ReadOptions& options)
    : options_(options), mapped_(mapped_keys(options)) {}

std::vector<MailRecord> MailMessage::read(std::string_view bytes, std::uint64_t line,
                                          std::string_view envelope_date) const {
  const Owned<GMimeMessage> message = parse(bytes);
  if (!message) return {{Rejection{line, "the message cannot be read", {}}}};
  MessageReading reading(options_, mapped_, line);
  reading.read(message.get(), envelope_date, 0);
  return reading.take();
}

}  // namespace dateline::indexing
