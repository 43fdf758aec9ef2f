// SPDX-License-Identifier: GPL-2.0-or-later
// Topic files: both forms, and the faults of their lines.
#include "evaluation/topics.h"

#include <doctest/doctest.h>

#include <sstream>

namespace dateline {

using namespace searching;
namespace {

/// "id=query; " for each, then each complaint in brackets.
std::string read(const std::string& text) {
  std::istringstream in(text);
  Complaints complaints;
  std::string out;
  for (const Topic& topic : read_topics(in, "t", complaints))
    out += topic.id + "=" + topic.text + "; ";
  for (const std::string& complaint : complaints) out += "[" + complaint + "]";
  return out;
}

}  // namespace

TEST_CASE("topic files") {
  struct Case {
    const char *name, *text, *read;
  };
  const Case cases[] = {
      {"one a line", "1\toil price\n2\t\"Silicon Valley\" OR bank\n",
       "1=oil price; 2=\"Silicon Valley\" OR bank; "},
      {"line ends of other systems, empty lines", "1\toil\r\n\r\n2\tgas", "1=oil; 2=gas; "},
      {"no tab", "1 oil\n2\tgas\n",
       "2=gas; [t:1: has no tab between a topic's id and its query; left out]"},
      {"no query", "1\t\n", "[t:1: has no tab between a topic's id and its query; left out]"},
      {"no id", "\toil\n", "[t:1: has no tab between a topic's id and its query; left out]"},
      {"twice", "1\toil\n1\tgas\n", "1=oil; [t:2: topic 1 is there twice; left out]"},
      {"white space in an id", "a b\toil\n", "a%20b=oil; "},
      {"in capitals: words", "1\tOIL AND U.S . GAS (NOT-SO-DEAR)\n",
       "1=\\OIL \\AND \\U.S \\GAS \\NOT \\SO \\DEAR; "},
      {"other letters are no capitals", "1\t月球 OR 背面\n", "1=\\月球 \\OR \\背面; "},
      {"TREC",
       "<top>\n<num> Number: 301\n<title> Oil-price AND Iran\n<desc> Description:\nx\n</top>\n",
       "301=\\Oil \\price \\AND \\Iran; "},
      {"TREC of the first years",
       "<top>\n<num> Number: 51\n<title> Topic: Airbus\n subsidies\n</top>",
       "51=\\Airbus \\subsidies; "},
      {"TREC with closing tags",
       "<top><num>1</num><title>oil</title></top><TOP><NUM>2<TITLE>gas</TOP>",
       "1=\\oil; 2=\\gas; "},
      {"TREC without a number", "<top>\n<title>oil\n</top>\n<top><num>2<title>gas</top>",
       "2=\\gas; [t:1: a topic without <num>; left out]"},
      {"TREC without a title", "<top>\n</top>\n<top><num>2</top>",
       "[t:1: a topic without <num>; left out][t:3: topic 2 without <title>; left out]"},
      {"nothing", "", ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(read(c.text) == c.read);
  }
}

TEST_CASE("a sentence as words") {
  CHECK(plain_words("What is the \"hot line\"?") == "\\What \\is \\the \\hot \\line");
  CHECK(plain_words("Labor's 3.5 per cent, AT&T") == "\\Labor's \\3.5 \\per \\cent \\AT&T");
  CHECK(plain_words(" title:x -y NEAR/5 z* ") == "\\title \\x \\y \\NEAR \\5 \\z");
  CHECK(plain_words("...") == "");
}

}  // namespace dateline
