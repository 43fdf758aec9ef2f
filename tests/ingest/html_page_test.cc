// SPDX-License-Identifier: GPL-2.0-or-later
// Every NAME.html of html/ is a page in the style of some newsroom's software, NAME.txt its
// article. The token F1 of the text is measured; DATELINE_SHOW=1 prints it for each page. A new
// case is a new pair.
#include "readers/html_page.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "text/ascii.h"

namespace fs = std::filesystem;
using namespace dateline;
using namespace dateline::indexing;

namespace {

/// Why a page is rejected; empty where it has an article.
std::string rejection_of(const std::string& html) {
  const Record record = read_page(html, "https://post.example/2024/05/a-story", {});
  const auto* rejection = std::get_if<Rejection>(&record);
  return rejection == nullptr ? "" : rejection->reason;
}

std::string file_content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Words in lower case, and each character of scripts that put no spaces between words.
std::map<std::string, int> tokens_of(const std::string& text) {
  std::map<std::string, int> tokens;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) ++tokens[lower_ascii(word)];
    word.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    const std::string character = text.substr(i, length);
    i += length;
    const bool cjk = length == 3 && c >= 0xE3 && c <= 0xE9;
    const bool letter = std::isalnum(c) != 0 || (length > 1 && c != 0xE2 && c != 0xC2);
    if (!letter || cjk) end_word();
    if (cjk)
      ++tokens[character];
    else if (letter)
      word += character;
  }
  end_word();
  return tokens;
}

double f1(const std::string& found, const std::string& wanted) {
  const auto a = tokens_of(found), b = tokens_of(wanted);
  int all_found = 0, all_wanted = 0, both = 0;
  for (const auto& [token, count] : a) all_found += count;
  for (const auto& [token, count] : b) {
    all_wanted += count;
    const auto same = a.find(token);
    if (same != a.end()) both += std::min(count, same->second);
  }
  return both == 0 ? 0 : 2.0 * both / (all_found + all_wanted);
}

std::vector<fs::path> pages_of(const fs::path& folder) {
  std::vector<fs::path> pages;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".html") pages.push_back(entry.path());
  std::sort(pages.begin(), pages.end());
  return pages;
}

/// Mean F1 of the pages of a folder.
double measure(const fs::path& folder) {
  const bool show = std::getenv("DATELINE_SHOW") != nullptr;
  double sum = 0;
  const std::vector<fs::path> pages = pages_of(folder);
  for (const fs::path& path : pages) {
    CAPTURE(path.filename().string());
    TextOrigin origin{};
    const Record record = read_page(page_text(file_content(path), {}, origin), {}, {});
    std::string body;
    if (const auto* article = std::get_if<Article>(&record)) body = article->body;
    fs::path text = path;
    const double score = f1(body, file_content(text.replace_extension(".txt")));
    CHECK(score > 0.5);
    sum += score;
    if (show) std::cout << fmt::format("{:.3f} {}\n", score, path.stem().string());
    if (show && std::getenv("DATELINE_SHOW")[0] == '2' && score < 0.98) std::cout << body << "\n\n";
  }
  return sum / static_cast<double>(pages.size());
}

}  // namespace

TEST_CASE("html pages: the article is found among all that is around it") {
  const fs::path folder = fs::path(TEST_DATA_DIR) / "html";
  REQUIRE(pages_of(folder).size() >= 30);
  const double mean = measure(folder);
  std::cout << fmt::format("html pages: mean token F1 {:.4f} over {} pages\n", mean,
                           pages_of(folder).size());
  CHECK(mean >= 0.93);
}

TEST_CASE("html pages: so it is on pages that were kept apart while the rules were made") {
  const fs::path folder = fs::path(TEST_DATA_DIR) / "html" / "held-out";
  const double mean = measure(folder);
  std::cout << fmt::format("html pages held out: mean token F1 {:.4f} over {} pages\n", mean,
                           pages_of(folder).size());
  CHECK(mean >= 0.93);
}

TEST_CASE("html pages: what stands in for an article is none") {
  const auto page = [](const std::string& title, const std::string& body) {
    return "<html><head><title>" + title + "</title></head><body>" + body + "</body></html>";
  };
  const std::string no = "the page is an error, a login or a question, not an article";
  CHECK(rejection_of(page("404 - Nothing here",
                          "<h1>404 - Nothing here</h1><p>The address you "
                          "typed leads nowhere on our server.</p>")) == no);
  CHECK(rejection_of(page("Tide Times",
                          "<p>Please log in to go on with this story of ours.</p>"
                          "<form><input></form>")) == no);
  CHECK(rejection_of(page("One moment",
                          "<h1>One moment</h1><p>Solve the captcha below and we "
                          "will show you the page at once.</p>")) == no);
  CHECK(rejection_of(page("Privacy",
                          "<h1>Privacy</h1><p>We value your privacy and ask you what "
                          "our partners may keep on your device.</p>")) == no);
  std::string teasers;
  for (int i = 0; i < 9; ++i)
    teasers += fmt::format(
        "<div><h2><a href='/{0}'>Tide number {0} of the week</a></h2><p>High at "
        "{0} sharp.</p></div>",
        i);
  CHECK(rejection_of(page("Tide Times", teasers)) != "");
  CHECK(rejection_of(
            page("404 sheep cross the causeway at low tide",
                 "<h1>404 sheep cross the causeway at low tide</h1><p>" + std::string(8, ' ') +
                     "A shepherd led her flock over the sand before the water came back, "
                     "and the whole village stood on the dike to watch the crossing, which "
                     "took an hour and cost one bell.</p>")) == "");
}
