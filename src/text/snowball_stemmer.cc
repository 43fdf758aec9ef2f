// SPDX-License-Identifier: GPL-2.0-or-later
#include "snowball_stemmer.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <mutex>
#include <type_traits>
#include <utility>

namespace dateline {
namespace {

constexpr std::array<std::pair<std::string_view, const char*>, 3> kAlgorithms{
    {{"el", "greek"}, {"hi", "hindi"}, {"sr", "serbian"}}};

/// The functions of libstemmer that are called.
struct Library {
  void* (*open)(const char* algorithm, const char* encoding) = nullptr;
  void (*close)(void* stemmer) = nullptr;
  const unsigned char* (*stem)(void* stemmer, const unsigned char* word, int size) = nullptr;
  int (*length)(void* stemmer) = nullptr;
  std::string file;
};

const Library& stemmers() {
  static const Library library = [] {
    Library made;
    void* const handle = ::dlopen("libstemmer.so.0d", RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return made;
    const auto find = [&](auto& function, const char* name) {
      function =
          reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(handle, name));
      return function != nullptr;
    };
    Dl_info info{};
    if (find(made.open, "sb_stemmer_new") && find(made.close, "sb_stemmer_delete") &&
        find(made.stem, "sb_stemmer_stem") && find(made.length, "sb_stemmer_length") &&
        ::dladdr(reinterpret_cast<void*>(made.open), &info) != 0)
      made.file = info.dli_fname;
    return made;
  }();
  return library;
}

bool is_switched_off() {
  const char* const path = std::getenv("DICPATH");
  return path != nullptr && *path == '\0';
}

}  // namespace

struct SnowballStemmer::State {
  void* stemmer = nullptr;
  std::mutex mutex;
};

SnowballStemmer::SnowballStemmer(std::unique_ptr<State> state) : state_(std::move(state)) {}
SnowballStemmer::~SnowballStemmer() { stemmers().close(state_->stemmer); }

std::string SnowballStemmer::stem(std::string_view folded) const {
  const std::lock_guard lock(state_->mutex);
  const unsigned char* const stem =
      stemmers().stem(state_->stemmer, reinterpret_cast<const unsigned char*>(folded.data()),
                      static_cast<int>(folded.size()));
  if (stem == nullptr) return std::string(folded);
  return {reinterpret_cast<const char*>(stem),
          static_cast<std::size_t>(stemmers().length(state_->stemmer))};
}

std::string SnowballStemmer::library() {
  return is_switched_off() ? std::string() : stemmers().file;
}

const SnowballStemmer* SnowballStemmer::of(std::string_view language) {
  const auto algorithm =
      std::ranges::find(kAlgorithms, language, &std::pair<std::string_view, const char*>::first);
  if (algorithm == kAlgorithms.end() || library().empty()) return nullptr;
  static std::mutex mutex;
  static std::map<std::string_view, std::unique_ptr<SnowballStemmer>> known;
  const std::lock_guard lock(mutex);
  const auto [at, is_new] = known.try_emplace(algorithm->first);
  if (is_new) {
    auto state = std::make_unique<State>();
    state->stemmer = stemmers().open(algorithm->second, "UTF_8");
    if (state->stemmer != nullptr)
      at->second.reset(new SnowballStemmer(std::move(state)));  // the constructor is private
  }
  return at->second.get();
}

}  // namespace dateline
