// SPDX-License-Identifier: GPL-2.0-or-later
#include "boilerplate_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

struct Name {
  std::string_view word;
  NamedAs as;
  bool begins = false;  // a word that begins so is meant too
};

constexpr Name kNames[] = {
    {"comment", NamedAs::visitors, true},
    {"disqus", NamedAs::visitors, true},
    {"respond", NamedAs::visitors},
    {"livefyre", NamedAs::visitors},
    {"viafoura", NamedAs::visitors},
    {"discussion", NamedAs::visitors},
    {"cookie", NamedAs::visitors, true},
    {"consent", NamedAs::visitors, true},
    {"gdpr", NamedAs::visitors},
    {"ccpa", NamedAs::visitors},
    {"onetrust", NamedAs::visitors},
    {"didomi", NamedAs::visitors},
    {"cmp", NamedAs::visitors},
    {"nav", NamedAs::aside},
    {"navbar", NamedAs::aside},
    {"navigation", NamedAs::aside},
    {"menu", NamedAs::aside},
    {"megamenu", NamedAs::aside},
    {"submenu", NamedAs::aside},
    {"masthead", NamedAs::aside},
    {"breadcrumb", NamedAs::aside, true},
    {"sidebar", NamedAs::aside, true},
    {"rail", NamedAs::aside},
    {"footer", NamedAs::aside},
    {"contentinfo", NamedAs::aside},
    {"complementary", NamedAs::aside},
    {"search", NamedAs::aside},
    {"related", NamedAs::aside, true},
    {"relatedposts", NamedAs::aside},
    {"recirc", NamedAs::aside, true},
    {"recommend", NamedAs::aside, true},
    {"trending", NamedAs::aside},
    {"popular", NamedAs::aside},
    {"mostread", NamedAs::aside},
    {"mostviewed", NamedAs::aside},
    {"readmore", NamedAs::aside},
    {"readnext", NamedAs::aside},
    {"upnext", NamedAs::aside},
    {"richlink", NamedAs::aside},
    {"pager", NamedAs::aside},
    {"pagination", NamedAs::aside},
    {"paginav", NamedAs::aside},
    {"pagenav", NamedAs::aside},
    {"outbrain", NamedAs::aside},
    {"taboola", NamedAs::aside, true},
    {"ad", NamedAs::aside},
    {"ads", NamedAs::aside},
    {"adslot", NamedAs::aside},
    {"adsense", NamedAs::aside},
    {"adunit", NamedAs::aside},
    {"advert", NamedAs::aside, true},
    {"dfp", NamedAs::aside},
    {"mpu", NamedAs::aside},
    {"anzeige", NamedAs::aside},
    {"werbung", NamedAs::aside},
    {"publicidad", NamedAs::aside},
    {"sponsor", NamedAs::aside, true},
    {"catlinks", NamedAs::aside},
    {"toc", NamedAs::aside},
    {"modal", NamedAs::aside},
    {"popup", NamedAs::aside},
    {"lightbox", NamedAs::aside},
    {"toolbar", NamedAs::aside},
    {"ticker", NamedAs::aside},
    {"share", NamedAs::offer},
    {"shares", NamedAs::offer},
    {"sharing", NamedAs::offer},
    {"sharebar", NamedAs::offer},
    {"sharedaddy", NamedAs::offer},
    {"addthis", NamedAs::offer, true},
    {"addtoany", NamedAs::offer, true},
    {"social", NamedAs::offer, true},
    {"newsletter", NamedAs::offer, true},
    {"signup", NamedAs::offer},
    {"signin", NamedAs::offer},
    {"login", NamedAs::offer},
    {"subscribe", NamedAs::offer},
    {"subscription", NamedAs::offer},
    {"donate", NamedAs::offer},
    {"donation", NamedAs::offer},
    {"cta", NamedAs::offer},
    {"promo", NamedAs::offer, true},
    {"bookmark", NamedAs::offer},
    {"rating", NamedAs::offer},
    {"poll", NamedAs::offer},
    {"likes", NamedAs::offer},
    {"byline", NamedAs::minor},
    {"byl", NamedAs::minor},
    {"author", NamedAs::minor, true},
    {"bio", NamedAs::minor},
    {"contributor", NamedAs::minor, true},
    {"caption", NamedAs::minor},
    {"captions", NamedAs::minor},
    {"credit", NamedAs::minor},
    {"credits", NamedAs::minor},
    {"tags", NamedAs::minor},
    {"taglist", NamedAs::minor},
    {"keywords", NamedAs::minor},
    {"topics", NamedAs::minor},
    {"meta", NamedAs::minor},
    {"metadata", NamedAs::minor},
    {"kicker", NamedAs::minor},
    {"editsection", NamedAs::minor},
    {"noprint", NamedAs::minor},
    {"backlink", NamedAs::minor},
    {"pullquote", NamedAs::minor, true},
    {"copyright", NamedAs::minor},
    {"time", NamedAs::stamp},
    {"date", NamedAs::stamp},
    {"datetime", NamedAs::stamp},
    {"timestamp", NamedAs::stamp},
    {"published", NamedAs::stamp},
    {"updated", NamedAs::stamp},
    {"modified", NamedAs::stamp},
    {"posted", NamedAs::stamp},
    {"views", NamedAs::stamp},
    {"hits", NamedAs::stamp},
    {"count", NamedAs::stamp},
    {"counter", NamedAs::stamp},
    {"paywall", NamedAs::paywall, true},
    {"regwall", NamedAs::paywall},
    {"piano", NamedAs::paywall},
};

/// Names that take several words.
constexpr Name kPhrases[] = {{"visually hidden", NamedAs::minor},  {"sr only", NamedAs::minor},
                             {"screen reader", NamedAs::minor},    {"hidden print", NamedAs::offer},
                             {"most read", NamedAs::aside},        {"most viewed", NamedAs::aside},
                             {"read more", NamedAs::aside},        {"read also", NamedAs::aside},
                             {"also read", NamedAs::aside},        {"read next", NamedAs::aside},
                             {"see also", NamedAs::aside},         {"up next", NamedAs::aside},
                             {"more from", NamedAs::aside},        {"more stories", NamedAs::aside},
                             {"rich link", NamedAs::aside},        {"skip link", NamedAs::aside},
                             {"jump link", NamedAs::aside},        {"pull quote", NamedAs::minor},
                             {"sign up", NamedAs::offer},          {"email sign", NamedAs::offer},
                             {"key events", NamedAs::aside},       {"topic list", NamedAs::minor},
                             {"mais lidas", NamedAs::aside},       {"mas leido", NamedAs::aside},
                             {"reading time", NamedAs::stamp},     {"read time", NamedAs::stamp},
                             {"interstitial link", NamedAs::aside}};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }

/// Words before another that turn its meaning.
bool negates(std::string_view word) {
  for (const std::string_view one : {"no", "with", "without", "has", "is", "not", "hide", "inside"})
    if (word == one) return true;
  return false;
}

/// "relatedLinks td-a_rec" -> related links td a rec
std::vector<std::string> words_of(std::string_view names) {
  std::vector<std::string> words(1);
  char before = ' ';
  for (const char c : names) {
    const bool camel = is_upper(c) && is_letter(before) && !is_upper(before);
    if ((!is_letter(c) || camel) && !words.back().empty()) words.emplace_back();
    if (is_letter(c)) words.back() += is_upper(c) ? static_cast<char>(c | 0x20) : c;
    before = c;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool starts_with_any(std::string_view line, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view begin) { return line.starts_with(begin); });
}

std::size_t count_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return static_cast<std::size_t>(std::count_if(
      words.begin(), words.end(),
      [&](std::string_view word) { return text.find(word) != std::string_view::npos; }));
}

NamedAs named_as(const std::vector<std::string>& words) {
  NamedAs found = NamedAs::nothing;
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    all.append(" ").append(words[i]);
    if (i > 0 && negates(words[i - 1])) continue;
    for (const Name& name : kNames)
      if (name.begins ? words[i].starts_with(name.word) : words[i] == name.word)
        found = std::max(found, name.as);
  }
  all += ' ';
  for (const Name& phrase : kPhrases)
    if (all.find(fmt::format(" {} ", phrase.word)) != std::string::npos)
      found = std::max(found, phrase.as);
  return found;
}

}  // namespace

NamedAs named_as(const GumboNode& node) {
  NamedAs found = NamedAs::nothing;
  for (const char* name : {"class", "id", "role", "data-component", "data-testid", "data-area",
                           "data-block-type", "data-gu-name", "data-hook", "aria-label"}) {
    const std::string_view value = attribute(node, name);
    if (!value.empty() && value.size() < 400) found = std::max(found, named_as(words_of(value)));
  }
  return found;
}

// Long: it is a table of what such lines begin with, in eight languages.
bool is_notice(std::string_view line, std::size_t linked) {
  constexpr std::size_t kLongest = 300;
  if (line.size() > kLongest) return false;
  std::string text = lower_ascii(one_line(line));
  text.erase(0, std::min(text.find_first_not_of("-*>[]()| "), text.size()));
  const bool much_linked = linked * 2 > line.size();
  const bool marked = linked > 0 || text.size() < 80;
  if (text.empty()) return true;
  if (text.size() < 40 &&
      starts_with_any(
          text,
          {"advertis",    "anzeige",  "werbung",     "publicit", "publicidad",   "sponsored",
           "ad feedback", "skip ad",  "share",       "tweet",    "print",        "loading",
           "back to ",    "previous", "next ",       "reply",    "comments",     "continue reading",
           "tags:",       "topics:",  "labels:",     "teilen",   "partager",     "compartir",
           "compartilh",  "photo:",   "photograph:", "foto:",    "image source", "image caption",
           "source:",     "quelle:",  "skip to "}))
    return true;
  if (marked && starts_with_any(text, {"read also",
                                       "also read",
                                       "read more",
                                       "read next",
                                       "see also",
                                       "more:",
                                       "related:",
                                       "related article",
                                       "watch:",
                                       "listen:",
                                       "lire aussi",
                                       "a lire",
                                       "\xC3\xA0 lire",
                                       "lesen sie auch",
                                       "lesen sie mehr",
                                       "mehr zum thema",
                                       "auch interessant",
                                       "lea tambi",
                                       "le puede interesar",
                                       "leia tamb",
                                       "leia mais",
                                       "veja tamb",
                                       "saiba mais",
                                       "leggi anche",
                                       "lees ook",
                                       "l\xC3\xA4s ocks",
                                       "l\xC3\xA4s mer",
                                       "les ogs",
                                       "czytaj",
                                       "read:",
                                       "don't miss",
                                       "up next",
                                       "m\xC3\xA1s informaci",
                                       "recommended",
                                       "\xD0\xA7\xD0\xB8\xD1\x82\xD0\xB0\xD0\xB9\xD1\x82\xD0\xB5",
                                       "\xD8\xA7\xD9\x82\xD8\xB1\xD8\xA3",
                                       "\xE8\xB4\xA3\xE4\xBB\xBB\xE7\xBC\x96",
                                       "\xE8\xB2\xAC\xE4\xBB\xBB\xE7\xB7\xA8",
                                       "\xE7\xBC\x96\xE8\xBE\x91\xEF\xBC\x9A",
                                       "\xE7\x9B\xB8\xE5\x85\xB3\xE6\x96\xB0\xE9\x97\xBB",
                                       "\xE9\x96\xA2\xE9\x80\xA3"}))
    return true;
  if (starts_with_any(text,
                      {"\xC2\xA9", "copyright", "story continues below", "article continues below",
                       "sign up for", "sign up to", "subscribe to our", "follow us", "join our",
                       "download our app", "click here to"}))
    return true;
  if (count_of(text, {"all rights reserved", "alle rechte vorbehalten",
                      "tous droits r\xC3\xA9serv\xC3\xA9s", "derechos reservados",
                      "direitos reservados", "tutti i diritti riservati"}) > 0)
    return true;
  if (text.size() < 60 && count_of(text, {" min read", "minute read", "temps de lecture",
                                          "min. lesezeit", "minuten lesezeit"}) > 0)
    return true;
  const std::size_t networks =
      count_of(text, {"facebook", "twitter", "instagram", "newsletter", "whatsapp", "telegram",
                      "youtube", "linkedin", "tiktok"});
  const bool invites = count_of(text, {"subscribe", "follow", "join", "sign up", "share", "sigue",
                                       "suivez", "folge", "participe", "siga", "abonn"}) > 0;
  return (networks >= 2 && (linked > 0 || invites)) ||
         (networks >= 1 && invites && text.size() < 160) || (much_linked && invites);
}

bool sells(std::string_view text) {
  const std::string lower = lower_ascii(text);
  return count_of(lower, {"subscri", "sign in", "log in", "cancel", "trial", "abonn", "suscr",
                          "assin", "per month", "a month", "/month", "unlimited", "offer",
                          "register", "already a ", "keep reading", "continue reading"}) >= 3;
}

bool is_byline(std::string_view line) {
  constexpr std::size_t kLongest = 100;
  const std::string text = one_line(line);
  if (text.size() > kLongest || text.ends_with('.') || text.ends_with('?')) return false;
  for (const std::string_view by : {"By ", "BY ", "Von ", "Par ", "Por ", "Di ", "Text: ", "Door ",
                                    "Af ", "Av ", "Written by ", "Posted by ", "Words by "})
    if (text.starts_with(by) && text.size() > by.size() &&
        (is_upper(text[by.size()]) || text[by.size()] < 0))
      return true;
  return false;
}

}  // namespace dateline::indexing
