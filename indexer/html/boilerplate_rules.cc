// SPDX-License-Identifier: GPL-2.0-or-later
#include "boilerplate_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

struct Name {
  std::string_view word;
  Boilerplate rule;
  bool begins = false;  // matches words that begin with it, too
};

using enum Boilerplate;

constexpr Name kNames[] = {
    {"comment", visitors, true},
    {"disqus", visitors, true},
    {"respond", visitors},
    {"livefyre", visitors},
    {"viafoura", visitors},
    {"discussion", visitors},
    {"cookie", visitors, true},
    {"consent", visitors, true},
    {"gdpr", visitors},
    {"ccpa", visitors},
    {"onetrust", visitors},
    {"didomi", visitors},
    {"cmp", visitors},
    {"nav", aside},
    {"navbar", aside},
    {"navigation", aside},
    {"menu", aside},
    {"megamenu", aside},
    {"submenu", aside},
    {"masthead", aside},
    {"breadcrumb", aside, true},
    {"sidebar", aside, true},
    {"rail", aside},
    {"footer", aside},
    {"contentinfo", aside},
    {"complementary", aside},
    {"search", aside},
    {"related", aside, true},
    {"relatedposts", aside},
    {"recirc", aside, true},
    {"recommend", aside, true},
    {"trending", aside},
    {"popular", aside},
    {"mostread", aside},
    {"mostviewed", aside},
    {"readmore", aside},
    {"readnext", aside},
    {"upnext", aside},
    {"richlink", aside},
    {"pager", aside},
    {"pagination", aside},
    {"paginav", aside},
    {"pagenav", aside},
    {"outbrain", aside},
    {"taboola", aside, true},
    {"ad", aside},
    {"ads", aside},
    {"adslot", aside},
    {"adsense", aside},
    {"adunit", aside},
    {"advert", aside, true},
    {"dfp", aside},
    {"mpu", aside},
    {"anzeige", aside},
    {"werbung", aside},
    {"publicidad", aside},
    {"sponsor", aside, true},
    {"catlinks", aside},
    {"toc", aside},
    {"modal", aside},
    {"popup", aside},
    {"lightbox", aside},
    {"toolbar", aside},
    {"ticker", aside},
    {"share", offer},
    {"shares", offer},
    {"sharing", offer},
    {"sharebar", offer},
    {"sharedaddy", offer},
    {"addthis", offer, true},
    {"addtoany", offer, true},
    {"social", offer, true},
    {"newsletter", offer, true},
    {"signup", offer},
    {"signin", offer},
    {"login", offer},
    {"subscribe", offer},
    {"subscription", offer},
    {"donate", offer},
    {"donation", offer},
    {"cta", offer},
    {"promo", offer, true},
    {"bookmark", offer},
    {"rating", offer},
    {"poll", offer},
    {"likes", offer},
    {"byline", minor},
    {"byl", minor},
    {"author", minor, true},
    {"bio", minor},
    {"contributor", minor, true},
    {"caption", caption},
    {"captions", caption},
    {"credit", minor},
    {"credits", minor},
    {"tags", minor},
    {"taglist", minor},
    {"keywords", minor},
    {"topics", minor},
    {"meta", minor},
    {"metadata", minor},
    {"kicker", minor},
    {"editsection", minor},
    {"noprint", minor},
    {"backlink", minor},
    {"pullquote", minor, true},
    {"copyright", minor},
    {"time", timestamp},
    {"date", timestamp},
    {"datetime", timestamp},
    {"timestamp", timestamp},
    {"published", timestamp},
    {"updated", timestamp},
    {"modified", timestamp},
    {"posted", timestamp},
    {"views", timestamp},
    {"hits", timestamp},
    {"count", timestamp},
    {"counter", timestamp},
    {"paywall", paywall, true},
    {"regwall", paywall},
    {"piano", paywall},
};

/// Names that take several words.
constexpr Name kPhrases[] = {
    {"visually hidden", minor},  {"sr only", minor},       {"screen reader", minor},
    {"hidden print", offer},     {"most read", aside},     {"most viewed", aside},
    {"read more", aside},        {"read also", aside},     {"also read", aside},
    {"read next", aside},        {"see also", aside},      {"up next", aside},
    {"more from", aside},        {"more stories", aside},  {"rich link", aside},
    {"skip link", aside},        {"jump link", aside},     {"pull quote", minor},
    {"sign up", offer},          {"email sign", offer},    {"key events", aside},
    {"topic list", minor},       {"mais lidas", aside},    {"mas leido", aside},
    {"reading time", timestamp}, {"read time", timestamp}, {"interstitial link", aside}};

/// Beginnings of short lines: labels, buttons, credits.
constexpr std::string_view kLabels[] = {
    "advertis",    "anzeige",  "werbung",     "publicit", "publicidad",   "sponsored",
    "ad feedback", "skip ad",  "share",       "tweet",    "print",        "loading",
    "back to ",    "previous", "next ",       "reply",    "comments",     "continue reading",
    "tags:",       "topics:",  "labels:",     "teilen",   "partager",     "compartir",
    "compartilh",  "photo:",   "photograph:", "foto:",    "image source", "image caption",
    "source:",     "quelle:",  "skip to "};

/// Beginnings of lines that lead to other articles.
constexpr std::string_view kPointers[] = {
    "read also",
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
    "\xE9\x96\xA2\xE9\x80\xA3"};

/// Beginnings of notices of any length.
constexpr std::string_view kNotices[] = {
    "\xC2\xA9",    "copyright",        "story continues below", "article continues below",
    "sign up for", "sign up to",       "subscribe to our",      "follow us",
    "join our",    "download our app", "click here to"};

/// Parts of a notice of rights.
constexpr std::string_view kRights[] = {
    "all rights reserved", "alle rechte vorbehalten", "tous droits r\xC3\xA9serv\xC3\xA9s",
    "derechos reservados", "direitos reservados",     "tutti i diritti riservati"};

/// Parts of reading times.
constexpr std::string_view kReadingTimes[] = {" min read", "minute read", "temps de lecture",
                                              "min. lesezeit", "minuten lesezeit"};

/// Networks on which a page can be followed.
constexpr std::string_view kNetworks[] = {"facebook",   "twitter",  "instagram",
                                          "newsletter", "whatsapp", "telegram",
                                          "youtube",    "linkedin", "tiktok"};

/// Words that ask to follow it.
constexpr std::string_view kInvitations[] = {"subscribe", "follow", "join",   "sign up",
                                             "share",     "sigue",  "suivez", "folge",
                                             "participe", "siga",   "abonn"};

/// Parts of offers of subscriptions.
constexpr std::string_view kOffers[] = {
    "subscri", "sign in",  "log in",     "cancel",       "trial",           "abonn",
    "suscr",   "assin",    "per month",  "a month",      "/month",          "unlimited",
    "offer",   "register", "already a ", "keep reading", "continue reading"};

/// Beginnings of bylines.
constexpr std::string_view kBys[] = {"By ",         "BY ",        "Von ",     "Par ", "Por ",
                                     "Di ",         "Text: ",     "Door ",    "Af ",  "Av ",
                                     "Written by ", "Posted by ", "Words by "};

/// Parts of a site's statement about its cookies.
constexpr std::string_view kCookieHosts[] = {
    "we use",         "we and our",     "our partners",  "this site uses",  "this website uses",
    "our site uses",  "use of cookies", "your browser",  "your experience", "by continuing",
    "wir verwenden",  "wir nutzen",     "diese website", "nous utilisons",  "nos partenaires",
    "en poursuivant", "utilizamos",     "usamos",        "nuestros socios", "utilizziamo",
    "wij gebruiken",  "gebruiken wij",  "vi bruger",     "vi anv",          "u\xC5\xBCywamy"};

/// Parts of a request for consent.
constexpr std::string_view kConsents[] = {"accept",           "agree",
                                          "consent",          "privacy",
                                          "preferences",      "settings",
                                          "experience",       "personenbezogen",
                                          "einwillig",        "données personnelles",
                                          "datos personales", "dados pessoais",
                                          "dati personali",   "persoonsgegevens",
                                          "zustimm",          "datenschutz",
                                          "akzept",           "einverstanden",
                                          "einstellung",      "consentement",
                                          "aceptar",          "aceitar",
                                          "consentimiento",   "accetta",
                                          "consenso",         "akkoord",
                                          "toestemming",      "samtyck",
                                          "samtykke",         "zgod",
                                          "similar technolog"};

/// Names of overlays.
constexpr std::string_view kOverlays[] = {"modal",  "popup",  "overlay", "dialog", "alertdialog",
                                          "banner", "notice", "privacy", "layer",  "lightbox"};

/// Names of summaries under the title.
constexpr std::string_view kStandfirsts[] = {
    "standfirst", "subtitle", "deck",       "dek",         "lead",        "lede",    "summary",
    "intro",      "excerpt",  "chapo",      "strapline",   "subhead",     "subline", "subheadline",
    "abstract",   "vorspann", "entradilla", "description", "sottotitolo", "ingress"};

/// Words that reverse the meaning of the next word.
constexpr std::string_view kNegations[] = {"no", "with", "without", "has",
                                           "is", "not",  "hide",    "inside"};

/// "relatedLinks td-a_rec" -> related links td a rec
std::vector<std::string> words_of(std::string_view names) {
  std::vector<std::string> words(1);
  char before = ' ';
  for (const char c : names) {
    const bool camel = is_ascii_upper(c) && is_ascii_letter(before) && !is_ascii_upper(before);
    if ((!is_ascii_letter(c) || camel) && !words.back().empty()) words.emplace_back();
    if (is_ascii_letter(c)) words.back() += to_ascii_lower(c);
    before = c;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// Whether a class, id or role of an element has one of the words.
bool has_word_of(const GumboNode& node, std::span<const std::string_view> words) {
  for (const char* name : {"class", "id", "role", "itemprop"})
    for (const std::string& word : words_of(attribute(node, name)))
      if (std::ranges::find(words, word) != words.end()) return true;
  return false;
}

bool starts_with_any(std::string_view line, std::span<const std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view begin) { return line.starts_with(begin); });
}

std::size_t count_of(std::string_view text, std::span<const std::string_view> words) {
  return static_cast<std::size_t>(std::count_if(
      words.begin(), words.end(),
      [&](std::string_view word) { return text.find(word) != std::string_view::npos; }));
}

Boilerplate boilerplate_of(const std::vector<std::string>& words) {
  Boilerplate found = Boilerplate::none;
  const bool embedded = std::ranges::any_of(
      words, [](std::string_view word) { return word.starts_with("embed") || word == "tweet"; });
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    all.append(" ").append(words[i]);
    if (i > 0 && std::ranges::find(kNegations, words[i - 1]) != std::end(kNegations)) continue;
    for (const Name& name : kNames)
      if (embedded && name.rule == offer)
        continue;  // "social-embed": a post shown in the article
      else if (name.begins ? words[i].starts_with(name.word) : words[i] == name.word)
        found = std::max(found, name.rule);
  }
  all += ' ';
  for (const Name& phrase : kPhrases)
    if (all.find(fmt::format(" {} ", phrase.word)) != std::string::npos)
      found = std::max(found, phrase.rule);
  return found;
}

}  // namespace

Boilerplate boilerplate_of(const GumboNode& node) {
  Boilerplate found = Boilerplate::none;
  for (const char* name : {"class", "id", "role", "data-component", "data-testid", "data-area",
                           "data-block-type", "data-gu-name", "data-hook", "aria-label"}) {
    const std::string_view value = attribute(node, name);
    if (!value.empty() && value.size() < 400)
      found = std::max(found, boilerplate_of(words_of(value)));
  }
  return found;
}

bool is_notice(std::string_view line, std::size_t linked) {
  constexpr std::size_t kLongest = 300, kLongestLabel = 40, kLongestReadingTime = 60, kShort = 80,
                        kLongestInvitation = 160;
  if (line.size() > kLongest) return false;
  std::string text = lower_ascii(one_line(line));
  text.erase(0, std::min(text.find_first_not_of("-*>[]()| "), text.size()));
  if (text.empty()) return true;
  if (text.size() < kLongestLabel && starts_with_any(text, kLabels)) return true;
  if ((linked > 0 || text.size() < kShort) && starts_with_any(text, kPointers)) return true;
  if (starts_with_any(text, kNotices) || count_of(text, kRights) > 0) return true;
  if (text.size() < kLongestReadingTime && count_of(text, kReadingTimes) > 0) return true;
  const std::size_t networks = count_of(text, kNetworks);
  const bool invites = count_of(text, kInvitations) > 0, much_linked = linked * 2 > line.size();
  return (networks >= 2 && (linked > 0 || invites)) ||
         (networks >= 1 && invites && text.size() < kLongestInvitation) || (much_linked && invites);
}

bool sells(std::string_view text) {
  const std::string lower = lower_ascii(text);
  return count_of(lower, kOffers) >= 3;
}

bool is_overlay(const GumboNode& node) { return has_word_of(node, kOverlays); }

bool is_named_standfirst(const GumboNode& node) { return has_word_of(node, kStandfirsts); }

bool asks_consent(std::string_view text) {
  const std::string lower = lower_ascii(text);
  return lower.find("cookie") != std::string::npos && count_of(lower, kCookieHosts) > 0 &&
         count_of(lower, kConsents) > 0;
}

bool is_byline(std::string_view line) {
  constexpr std::size_t kLongest = 100;
  const std::string text = one_line(line);
  if (text.size() > kLongest || text.ends_with('.') || text.ends_with('?')) return false;
  for (const std::string_view by : kBys)
    if (text.starts_with(by) && text.size() > by.size() &&
        (is_ascii_upper(text[by.size()]) || text[by.size()] < 0))
      return true;
  return false;
}

}  // namespace dateline::indexing
