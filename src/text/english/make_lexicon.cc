// SPDX-License-Identifier: GPL-2.0-or-later
// make_lexicon WORDNET DATA OUT: writes the source of the English lexicon when the programs are
// built. It reads WordNet's index and data files (Debian: wordnet-base) and the lists in this
// folder. Not part of any program.
#include <algorithm>
#include <cctype>
#include <fstream>
#include <initializer_list>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::english {
namespace {

using Words = std::set<std::string>;

std::ifstream open(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  return in;
}

bool is_plain_word(std::string_view word) {
  return word.size() >= 2 && std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// The single words of an index file, which has them in lower case.
Words words_of_index(const std::string& path) {
  Words words;
  std::ifstream in = open(path);
  for (std::string line; std::getline(in, line);) {
    const std::string word = line.substr(0, line.find(' '));
    if (!line.starts_with(' ') && is_plain_word(word)) words.insert(word);
  }
  return words;
}

/// Of the nouns: those that WordNet writes in lower case somewhere, and those it writes with a
/// capital.
struct Spellings {
  Words lower, capital;
};

Spellings spellings_of_nouns(const std::string& path) {
  Spellings found;
  std::ifstream in = open(path);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(' ')) continue;
    std::istringstream fields(line);
    std::string offset, file, type, count, word, id;
    fields >> offset >> file >> type >> count;
    for (int i = std::stoi(count, nullptr, 16); i > 0 && fields >> word >> id; --i) {
      std::string lower = word;
      std::ranges::transform(lower, lower.begin(),
                             [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      (lower == word ? found.lower : found.capital).insert(lower);
    }
  }
  return found;
}

/// "Iraqi", "Parisian": people, who have a plural, though they are written with a capital.
bool is_of_people(std::string_view word) {
  return std::ranges::any_of(
      std::vector<std::string_view>{"ian", "an", "ist", "crat", "ite", "ese", "er"},
      [&](std::string_view ending) { return word.ends_with(ending); });
}

/// Fields with blanks between them.
std::string line_of(std::initializer_list<std::string_view> fields) {
  std::string line;
  for (const std::string_view field : fields) {
    if (!line.empty()) line += ' ';
    line += field;
  }
  return line;
}

/// A string literal a line, which the compiler joins, and where each begins.
void write_lines(std::ostream& out, const std::string& name,
                 const std::vector<std::string>& lines) {
  out << "const std::uint32_t " << name << "Lines[] = {\n";
  std::size_t begin = 0;
  for (const std::string& line : lines) {
    out << begin << ",\n";
    begin += line.size() + 1;
  }
  out << "};\nconst Table " << name << " = {\n";
  for (const std::string& line : lines) out << "    \"" << line << "\\n\"\n";
  out << "    , " << name << "Lines};\n";
}

std::vector<std::string> rows_of(const std::string& path) {
  std::vector<std::string> rows;
  std::ifstream in = open(path);
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line[0] != '#') rows.push_back(line);
  return rows;
}

void write_lexicon(const std::string& wordnet, std::ostream& out) {
  const Words adjectives = words_of_index(wordnet + "/index.adj");
  const Spellings spellings = spellings_of_nouns(wordnet + "/data.noun");
  std::map<std::string, std::string> classes;
  for (const std::string& word : words_of_index(wordnet + "/index.noun")) {
    const bool noun = spellings.lower.contains(word) || adjectives.contains(word) ||
                      is_of_people(word) || !spellings.capital.contains(word);
    classes[word] += noun ? 'n' : 'p';
  }
  for (const std::string& word : words_of_index(wordnet + "/index.verb")) classes[word] += 'v';
  for (const std::string& word : adjectives) classes[word] += 'a';
  for (const std::string& word : words_of_index(wordnet + "/index.adv")) classes[word] += 'r';
  std::vector<std::string> lines;
  for (const auto& [word, letters] : classes) lines.push_back(line_of({word, letters}));
  write_lines(out, "kLexicon", lines);
}

/// The rows by form, and the other way by lemma: "gone go v", "go gone v".
void write_irregulars(const std::string& data, std::ostream& out) {
  std::vector<std::string> by_form, by_lemma;
  for (const std::string& row : rows_of(data + "/irregular.tsv")) {
    std::istringstream fields(row);
    std::string form, lemma, letter;
    fields >> form >> lemma >> letter;
    by_form.push_back(line_of({form, lemma, letter}));
    by_lemma.push_back(line_of({lemma, form, letter}));
  }
  std::ranges::sort(by_form);
  std::ranges::sort(by_lemma);
  write_lines(out, "kIrregularForms", by_form);
  write_lines(out, "kIrregularLemmas", by_lemma);
}

void write_lists(const std::string& data, std::ostream& out) {
  std::vector<std::string> lines;
  for (const std::string& row : rows_of(data + "/words.tsv")) {
    std::istringstream fields(row);
    std::string list, word;
    fields >> list >> word;
    lines.push_back(line_of({word, list}));
  }
  std::ranges::sort(lines);
  write_lines(out, "kListedWords", lines);
}

}  // namespace
}  // namespace dateline::english

int main(int argc, char** argv) try {
  using namespace dateline::english;
  if (argc != 4) throw std::runtime_error("usage: make_lexicon WORDNET DATA OUT");
  std::ofstream out(argv[3]);
  out << "// Made by make_lexicon from WordNet 3.0 and the lists of src/text/english.\n"
         "#include \"text/english_lexicon.h\"\n\nnamespace dateline::english {\n\n";
  write_lexicon(argv[1], out);
  write_irregulars(argv[2], out);
  write_lists(argv[2], out);
  out << "\n}  // namespace dateline::english\n";
  out.close();
  if (!out) throw std::runtime_error(std::string("cannot write ") + argv[3]);
  return 0;
} catch (const std::exception& e) {
  std::cerr << "make_lexicon: " << e.what() << '\n';
  return 1;
}
