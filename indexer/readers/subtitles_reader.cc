// SPDX-License-Identifier: GPL-2.0-or-later
// Subtitles: WebVTT and SubRip, the spoken text of a broadcast. A file is one article. Captions
// that roll up repeat their lines: a line that was just said is not said again. A pause or another
// speaker begins a paragraph.
#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "field_map.h"
#include "readers.h"
#include "sgml.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

constexpr double kPause = 4;  // seconds

bool is_cue_time(std::string_view line) {
  const std::size_t arrow = line.find("-->");
  return arrow != std::string_view::npos && arrow > 0 && is_ascii_digit(line.front());
}

/// "01:02:03,450" or "02:03.450" in seconds.
double seconds_of(std::string_view time) {
  double seconds = 0, part = 0;
  time = trim(time);
  const std::string_view clock = time.substr(0, time.find_first_of(" ,."));
  for (const char c : clock) {
    if (is_ascii_digit(c)) part = part * 10 + (c - '0');
    if (c == ':') {
      seconds = (seconds + part) * 60;
      part = 0;
    }
  }
  return seconds + part;
}

bool is_number(std::string_view line) {
  return !line.empty() && std::ranges::all_of(line, is_ascii_digit);
}

/// Takes the lines of the cues.
class Transcript {
 public:
  void begin_cue(std::string_view times) {
    const std::size_t arrow = times.find("-->");
    const double begin = seconds_of(times.substr(0, arrow));
    if (begin - end_ >= kPause && end_ > 0) break_ = true;
    end_ = seconds_of(times.substr(arrow + 3));
  }

  void say(std::string_view line) {
    std::string speaker;
    const std::string text = one_line(decode_entities(without_tags(line, speaker)));
    if (text.empty() || text == last_) return;
    last_ = text;
    const bool other = !speaker.empty() && speaker != speaker_;
    if (!speaker.empty()) speaker_ = speaker;
    if (paragraphs_.empty() || break_ || other)
      paragraphs_.emplace_back(other ? speaker + ":" : "");
    break_ = false;
    std::string& paragraph = paragraphs_.back();
    paragraph.append(paragraph.empty() ? "" : " ").append(text);
  }

  std::string text() const { return join_paragraphs(paragraphs_); }

 private:
  /// Without "<c>", "<00:00:01.000>", "{\an8}"; the name in "<v Ann Smith>" is the speaker's.
  static std::string without_tags(std::string_view line, std::string& speaker) {
    std::string text;
    while (!line.empty()) {
      const bool tag = line.front() == '<', style = line.starts_with("{\\");
      const std::size_t end = line.find(tag ? '>' : '}');
      if ((!tag && !style) || end == std::string_view::npos) {
        text += line.front();
        line.remove_prefix(1);
        continue;
      }
      const std::string_view name = line.substr(1, end - 1);
      if (tag && name.starts_with("v") && name.find(' ') != std::string_view::npos)
        speaker = trim(name.substr(name.find(' ')));
      line.remove_prefix(end + 1);
    }
    return text;
  }

  std::vector<std::string> paragraphs_;
  std::string last_, speaker_;
  double end_ = 0;  // of the last cue, in seconds
  bool break_ = false;
};

class SubtitlesReader : public ArticleReader {
 public:
  SubtitlesReader(ByteSource& bytes, const ReadOptions& options)
      : bytes_(bytes), options_(options) {}

  std::optional<Record> next() override {
    if (done_) return std::nullopt;
    done_ = true;
    std::optional<std::string> text = read_whole(bytes_, options_.max_record_bytes, origin_);
    if (!text) return too_long(1, options_.max_record_bytes);
    unify_line_ends(*text);
    if (trim(*text).empty()) return Rejection{0, "the file is empty", {}};
    read_cues(split_lines(*text));
    ArticleParts parts;
    parts.set({ArticleField::body, 1}, transcript_.text());
    parts.set({ArticleField::language, 1}, language_);
    const Article article = make_article(parts, options_);
    if (!has_text(article)) return Rejection{1, "nothing is said in the subtitles", {}};
    return article;
  }

  std::uint64_t line() const override { return 1; }
  TextOrigin origin() const override { return origin_; }

 private:
  /// A block ends with an empty line; what stands in one before its times is its name.
  void read_cues(const std::vector<std::string_view>& lines) {
    bool in_cue = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string_view line = trim(lines[i]);
      const bool next_is_time = i + 1 < lines.size() && is_cue_time(trim(lines[i + 1]));
      if (is_cue_time(line)) {
        in_cue = true;
        transcript_.begin_cue(line);
      } else if (line.empty()) {
        // YouTube has a line of a blank in a cue.
        in_cue = in_cue && !lines[i].empty();
      } else if (in_cue && !(is_number(line) && next_is_time)) {
        transcript_.say(line);
      } else if (line.starts_with("Language:")) {
        language_ = trim(line.substr(9));
      }
    }
  }

  ByteSource& bytes_;
  const ReadOptions& options_;
  Transcript transcript_;
  std::string language_;
  TextOrigin origin_ = TextOrigin::utf8;
  bool done_ = false;
};

/// "1", and below it "00:00:01,000 --> 00:00:04,000".
bool begins_subrip(std::string_view text) {
  const std::string_view number = trim(text.substr(0, text.find('\n')));
  if (!is_number(number) || text.find('\n') == std::string_view::npos) return false;
  text.remove_prefix(text.find('\n') + 1);
  return is_cue_time(trim(text.substr(0, text.find('\n'))));
}

Evidence detect_subtitles(const InputHead& head) {
  const bool known = head.text.starts_with("WEBVTT") || begins_subrip(head.text);
  return evidence_of(known, head, subtitles_format);
}

}  // namespace

constinit const Format subtitles_format = {.name = "subtitles",
                                           .help = "what is said in a broadcast: WebVTT, SubRip",
                                           .endings = {".vtt", ".srt"},
                                           .detect = detect_subtitles,
                                           .make = make<SubtitlesReader>,
                                           .example = R"(WEBVTT

00:00:01.000 --> 00:00:03.000
Ferry late
)"};

}  // namespace dateline::indexing
