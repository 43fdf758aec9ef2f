// SPDX-License-Identifier: GPL-2.0-or-later
#include "issue_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "streams/file_walk.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kMostBytes = std::size_t{128} << 20;  // held of one
constexpr std::size_t kLargestPage = std::size_t{64} << 20;

std::string_view folder_of(std::string_view name) {
  const std::size_t end = name.find_last_of("/!");
  return name.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

/// A relative name that stays below its folder.
bool is_inside(std::string_view name) {
  return !name.empty() && name.front() != '/' && name.find("..") == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

/// The content of a page beside a METS file. Nothing where it is a link or no regular file: the
/// METS file may be a stranger's, and so may what lies beside it.
std::optional<std::string> page_content(const std::string& folder, const std::string& name) {
  const int page = open_below(folder.empty() ? "." : folder, folder + name);
  if (page < 0) return std::nullopt;
  struct stat status {};
  std::string content;
  ssize_t got = ::fstat(page, &status) == 0 && S_ISREG(status.st_mode) ? 1 : -1;
  while (got > 0 && content.size() < kLargestPage) {
    constexpr std::size_t kPiece = 256 * 1024;
    const std::size_t before = content.size();
    content.resize(before + std::min(kPiece, kLargestPage - before));
    got = ::read(page, content.data() + before, content.size() - before);
    content.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  }
  ::close(page);
  return got < 0 ? std::nullopt : std::optional(std::move(content));
}

}  // namespace

void IssueFiles::add(Input input, std::string content) {
  content.shrink_to_fit();  // it was read piece by piece
  if (bytes_ + content.size() > bound_) read_all_but(folder_of(input.name));
  if (bytes_ + content.size() > kMostBytes) finish();
  bytes_ += content.size();
  files_.push_back({std::move(input), std::move(content), false});
}

std::optional<std::string> IssueFiles::beside(const Input& mets, const std::string& name) {
  if (!is_inside(name)) return std::nullopt;
  const std::string folder(folder_of(mets.name));
  const auto found = std::ranges::find_if(
      files_, [&](const File& file) { return file.input.name == folder + name; });
  if (found != files_.end()) {
    found->used = true;
    return found->content;
  }
  // A METS file that was named alone.
  return mets.name.find('!') == std::string::npos ? page_content(folder, name) : std::nullopt;
}

/// A page may lie in a folder of its own beside the METS file, or below it.
void IssueFiles::read_all_but(std::string_view folder) {
  const auto stays = [&](const File& file) {
    const std::string_view own = folder_of(file.input.name);
    return !folder.empty() && (own.starts_with(folder) || folder.starts_with(own));
  };
  for (File& mets : files_) {
    if (mets.input.format != "mets" || stays(mets)) continue;
    mets.used = true;
    read_(mets.input, mets.content,
          [this, &mets](const std::string& name) { return beside(mets.input, name); });
  }
  for (const File& page : files_)
    if (!page.used && page.input.format != "mets" && !stays(page))
      read_(page.input, page.content, nullptr);
  std::erase_if(files_, [&](const File& file) { return file.used || !stays(file); });
  bytes_ = 0;
  for (const File& file : files_) bytes_ += file.content.size();
}

void IssueFiles::finish() { read_all_but({}); }

}  // namespace dateline::indexing
