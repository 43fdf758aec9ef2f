// SPDX-License-Identifier: GPL-2.0-or-later
// Flushed: the state of a folder after a power cut. fault_at_step.c keeps a copy of each file at
// each flush. Used by crash_test.cc.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace dateline {

class Flushed {
 public:
  explicit Flushed(std::filesystem::path path) : path_(std::move(path)) {}
  const std::filesystem::path& path() const { return path_; }

  /// All that is in the folder has been flushed.
  void store(const std::filesystem::path& folder) const {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directory(path_);
    store_folder(folder);
  }

  /// The folder becomes what was flushed of it.
  void restore(const std::filesystem::path& folder) const {
    const std::filesystem::path list = record('d', number_of(folder));
    std::filesystem::remove_all(folder);
    restore_folder(list, folder);
  }

 private:
  static std::string number_of(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) throw std::runtime_error(file.string() + " is gone");
    return std::to_string(status.st_ino);
  }

  void store_folder(const std::filesystem::path& folder) const {
    std::ofstream list(record('d', number_of(folder)));
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const std::string number = number_of(entry.path());
      list << (entry.is_directory() ? "d " : "f ") << number << ' '
           << entry.path().filename().string() << '\n';
      if (entry.is_directory())
        store_folder(entry.path());
      else
        std::filesystem::copy_file(entry.path(), record('f', number));
    }
  }

  void restore_folder(const std::filesystem::path& entries,
                      const std::filesystem::path& folder) const {
    std::filesystem::create_directory(folder);
    std::ifstream list(entries);
    for (std::string kind, number, name; list >> kind >> number >> name;)
      if (kind == "d")
        restore_folder(record('d', number), folder / name);
      else
        std::filesystem::copy_file(record('f', number), folder / name);
  }

  /// As fault_at_step.c names it.
  std::filesystem::path record(char kind, const std::string& number) const {
    return path_ / (kind + number);
  }

  std::filesystem::path path_;
};

}  // namespace dateline
