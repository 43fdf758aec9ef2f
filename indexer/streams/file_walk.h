// SPDX-License-Identifier: GPL-2.0-or-later
// Which files below a path are read: the walk through folders, and what a file's name says. Used by
// input.cc; opens nothing but folders.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace dateline::indexing {

/// `named`: the user named this very file, or "-".
using FileCall = std::function<void(const std::string& path, bool named)>;
/// An entry of a folder that is no file to read: "link", "socket", "hidden" and such.
using PassedOver = std::function<void(const std::string& path, std::string_view what)>;
using FolderProblem = std::function<void(const std::string& path, const std::string& reason)>;

/// Calls `file` for `path`, or, where it is a folder, for the files below it in byte order of their
/// names. Hidden entries are passed over; symbolic links are followed to files, not to folders.
void walk_files(const std::string& path, const FileCall& file, const PassedOver& passed_over,
                const FolderProblem& problem);

/// A file or folder in this path begins with a full stop.
bool is_hidden_within(std::string_view path);

/// The name in lower case, without an ending of compression: "a.JSONL.gz" → "a.jsonl".
std::string unpacked_name(std::string_view name);

// Of an unpacked_name:
/// Documentation that lies beside articles.
bool is_readme(std::string_view name);
/// What a file that is not read is called in a report: its ending without the full stop, or
/// "readme", "no ending".
std::string kind_by_name(std::string_view name);
/// The ending says that the file holds articles.
bool has_article_ending(std::string_view name);

}  // namespace dateline::indexing
