// SPDX-License-Identifier: GPL-2.0-or-later
#include "zone_names.h"

#include <utility>

namespace dateline {

std::optional<int> zone_offset(std::string_view name) {
  static constexpr std::pair<std::string_view, int> kMinutes[] = {
      {"z", 0},       {"ut", 0},      {"utc", 0},    {"gmt", 0},     {"est", -300}, {"edt", -240},
      {"cst", -360},  {"cdt", -300},  {"mst", -420}, {"mdt", -360},  {"pst", -480}, {"pdt", -420},
      {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"nst", -210},  {"ndt", -150}, {"brt", -180},
      {"brst", -120}, {"art", -180},  {"clt", -240}, {"clst", -180}, {"cot", -300}, {"pet", -300},
      {"vet", -240},  {"bst", 60},    {"cet", 60},   {"cest", 120},  {"met", 60},   {"mest", 120},
      {"mez", 60},    {"mesz", 120},  {"wet", 0},    {"west", 60},   {"eet", 120},  {"eest", 180},
      {"msk", 180},   {"msd", 240},   {"trt", 180},  {"sast", 120},  {"cat", 120},  {"eat", 180},
      {"wat", 60},    {"irst", 210},  {"pkt", 300},  {"uzt", 300},   {"npt", 345},  {"mmt", 390},
      {"ict", 420},   {"wib", 420},   {"wita", 480}, {"wit", 540},   {"hkt", 480},  {"sgt", 480},
      {"awst", 480},  {"jst", 540},   {"kst", 540},  {"aest", 600},  {"aedt", 660}, {"nzst", 720},
      {"nzdt", 780},  {"acst", 570},  {"acdt", 630}};
  for (const auto& [known, minutes] : kMinutes)
    if (name == known) return minutes * 60;
  return std::nullopt;
}

std::string_view general_zone(std::string_view name) {
  if (name == "et") return "America/New_York";
  if (name == "ct") return "America/Chicago";
  if (name == "mt") return "America/Denver";
  if (name == "pt") return "America/Los_Angeles";
  return {};
}

}  // namespace dateline
