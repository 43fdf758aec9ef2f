// SPDX-License-Identifier: GPL-2.0-or-later
// Walks folders, opens the files found there, and judges files by their names. Used by input_reader
// and folder_events. It reads no file.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace dateline::indexing {

/// `named`: the user named this file, or it is "-".
using FileCall = std::function<void(const std::string& path, bool named)>;
/// Called for an entry that is not read: "link", "socket", "hidden" and the like.
using PassedOver = std::function<void(const std::string& path, std::string_view what)>;
using FolderProblem = std::function<void(const std::string& path, const std::string& reason)>;

enum class Links { pass_over, follow };

/// Calls `file` for `path`, or, where it is a folder, for the files below it in byte order of their
/// names. Hidden entries are passed over. `path` may be a symbolic link. Links below it are passed
/// over or followed; a folder that several links lead to is walked once.
void walk_files(const std::string& path, Links links, const FileCall& file,
                const PassedOver& passed_over, const FolderProblem& problem);

/// What a walk says of an entry that it passes over; "gone" where there is none. Empty for a file
/// that it would call `file` for.
std::string kind_passed_over(const std::string& path, Links links);

/// Opens a file that was found below `folder` for reading. It goes through no symbolic link below
/// `folder`, which others may have put there since. Returns the descriptor, or -1 and errno, which
/// is ELOOP for a link.
int open_below(const std::string& folder, const std::string& file);

/// Whether the name of a file or folder in this path begins with a full stop.
bool is_hidden_within(std::string_view path);

/// The name in lower case, without an ending of compression: "a.JSONL.gz" → "a.jsonl".
std::string unpacked_name(std::string_view name);

// Of an unpacked_name:
/// Whether the file is documentation beside articles.
bool is_readme(std::string_view name);
/// The kind of a file that is not read, for reports: its ending without the full stop, or "readme",
/// "no ending".
std::string kind_by_name(std::string_view name);
/// Whether the ending is one of files of articles.
bool has_article_ending(std::string_view name);

}  // namespace dateline::indexing
