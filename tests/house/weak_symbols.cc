// SPDX-License-Identifier: GPL-2.0-or-later
// Compares the weak symbols of object files: inline functions, templates, tables of virtual
// functions. The linker keeps one symbol of each name, so two symbols of one name with different
// bytes are a conflict. It checks names in our namespace only. The arguments are the objects; it
// exits 1 when it finds a conflict. Bytes that the linker fills in do not count.
#include <cxxabi.h>
#include <elf.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using Meanings = std::map<std::string, std::string>;  // bytes → the first object that has them

template <typename T>
const T* at(std::string_view file, std::size_t offset, std::size_t count = 1) {
  if (offset > file.size() || file.size() - offset < count * sizeof(T))
    throw std::runtime_error("the object ends early");
  return reinterpret_cast<const T*>(file.data() + offset);
}

void add_symbols(const std::string& path, std::map<std::string, Meanings>& symbols) {
  std::ifstream in(path, std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(in), {}};
  const auto& header = *at<Elf64_Ehdr>(file, 0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64)
    throw std::runtime_error("it is no object of 64 bits");
  const auto* sections = at<Elf64_Shdr>(file, header.e_shoff, header.e_shnum);
  for (std::size_t s = 0; s < header.e_shnum; ++s) {
    if (sections[s].sh_type != SHT_SYMTAB) continue;
    const std::size_t count = sections[s].sh_size / sizeof(Elf64_Sym);
    const auto* table = at<Elf64_Sym>(file, sections[s].sh_offset, count);
    for (std::size_t i = 0; i < count; ++i) {
      const Elf64_Sym& symbol = table[i];
      if (ELF64_ST_BIND(symbol.st_info) != STB_WEAK || symbol.st_shndx == SHN_UNDEF ||
          symbol.st_shndx >= header.e_shnum)
        continue;
      const char* const name =
          at<char>(file, sections[sections[s].sh_link].sh_offset + symbol.st_name);
      if (std::strstr(name, "8dateline") == nullptr) continue;
      const Elf64_Shdr& place = sections[symbol.st_shndx];
      std::string bytes(symbol.st_size, '\0');
      if (place.sh_type != SHT_NOBITS)
        bytes.assign(at<char>(file, place.sh_offset + symbol.st_value, symbol.st_size),
                     symbol.st_size);
      symbols[name].emplace(std::move(bytes), path);
    }
  }
}

std::string readable(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), &std::free);
  return text ? text.get() : name;
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, Meanings> symbols;
  for (int i = 1; i < argc; ++i) {
    try {
      add_symbols(argv[i], symbols);
    } catch (const std::exception& e) {
      std::fprintf(stderr, "error: %s: %s\n", argv[i], e.what());
      return 2;
    }
  }
  int wrong = 0;
  for (const auto& [name, meanings] : symbols) {
    if (meanings.size() < 2) continue;
    ++wrong;
    std::printf("%s has %zu meanings:\n", readable(name).c_str(), meanings.size());
    for (const auto& [bytes, path] : meanings)
      std::printf("  %zu bytes in %s\n", bytes.size(), path.c_str());
  }
  std::printf("%zu weak symbols of ours in %d objects, %d with more than one meaning\n",
              symbols.size(), argc - 1, wrong);
  return wrong > 0 || symbols.empty() ? 1 : 0;
}
