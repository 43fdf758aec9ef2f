// SPDX-License-Identifier: GPL-2.0-or-later
// JSON and JSON Lines. Values are built and written one at a time, so that hits are never held.
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "export_fields.h"
#include "output_escape.h"
#include "present_formats.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchemaVersion = 1;

std::string dump(const Json& value) {
  return escape_invisible(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

/// Rounded, so that the last bits of a sum do not differ from one machine to the next.
double rounded(double value, double parts) { return std::round(value * parts) / parts; }

/// `marks`: with the title's matches, and the copies that a group has.
Json hit_json(const Hit& hit, const FieldList& fields, bool marks) {
  Json json = Json::object();
  for (const ExportField* field : fields) json[std::string(field->name)] = field->json(hit);
  if (!marks) return json;
  if (!hit.title_marked.marks.empty()) json["title_marked"] = html_marked(hit.title_marked);
  if (hit.copies > 0) json["copies"] = hit.copies;
  return json;
}

Json query_json(const Results& results) {
  Json notes = Json::array();
  for (const Note& note : results.notes)
    notes.push_back(Json{{"offset", note.place.offset},
                         {"length", note.place.length},
                         {"code", note.code},
                         {"message", note.message},
                         {"repair", text_or_null(note.repair)}});
  return {{"text", results.query_text}, {"canonical", results.canonical}, {"notes", notes}};
}

Json facets_json(const Results& results) {
  Json facets = Json::object();
  for (const Facet& facet : results.facets) {
    Json values = Json::array();
    for (const FacetValue& value : facet.values)
      values.push_back(Json{{"value", value.value}, {"count", value.count}});
    facets[facet.field] = values;
  }
  return facets;
}

Json timeline_json(const Results& results) {
  if (!results.timeline) return nullptr;
  Json entries = Json::array();
  for (const TimelineEntry& entry : results.timeline->entries)
    entries.push_back(Json{{"date", entry.date}, {"count", entry.count}, {"held", entry.held}});
  return entries;
}

Json missing_json(const Results& results) {
  Json missing = Json::object();
  for (const Facet& facet : results.facets) missing[facet.field] = facet.missing;
  if (results.timeline) missing["timeline"] = results.timeline->missing;
  return missing;
}

/// How many values a facet has beside those that are listed.
Json more_json(const Results& results) {
  Json more = Json::object();
  for (const Facet& facet : results.facets)
    more[facet.field] = facet.distinct - facet.values.size();
  return more;
}

Json explain_json(const Results& results) {
  Json clauses = Json::array();
  for (const ExplainedClause& clause : results.explanation) {
    Json json{{"depth", clause.depth},
              {"text", clause.text},
              {"count", clause.count},
              {"terms", clause.terms}};
    if (clause.without) json["without"] = *clause.without;
    if (clause.words_in_all > 0) {
      json["words"] = clause.words;
      json["words_in_all"] = clause.words_in_all;
    }
    if (clause.candidates > 0) {
      json["candidates"] = clause.candidates;
      json["position_lists"] = clause.position_lists;
    }
    json["remarks"] = clause.remarks;
    clauses.push_back(std::move(json));
  }
  return clauses;
}

Json spelling_json(const std::vector<Spelling>& words) {
  Json spelling = Json::array();
  for (const Spelling& one : words) {
    spelling.push_back(Json{{"word", one.word},
                            {"suggestions", one.suggestions},
                            {"articles", one.articles},
                            {"offset", one.place.offset},
                            {"length", one.place.length}});
    if (!one.field.empty()) spelling.back()["field"] = one.field;
  }
  return spelling;
}

Json diagnosis_json(const Diagnosis& diagnosis) {
  Json tries = Json::array();
  for (const Diagnosis::Try& one : diagnosis.tries)
    tries.push_back(Json{{"query", one.query}, {"change", one.change}, {"total", one.total}});
  return {{"empty_clauses", diagnosis.empty_clauses},
          {"together", diagnosis.together},
          {"spelling", spelling_json(diagnosis.spelling)},
          {"try", tries}};
}

Json similar_json(const Results& results) {
  return {{"id", results.similar_to}, {"words", results.subjects}};
}

Json fresh_json(const FreshSort& fresh) {
  return {{"half_life_days", fresh.half_life},
          {"floor", fresh.floor},
          {"newest", format_timestamp(fresh.newest)}};
}

class JsonPresenter final : public Presenter {
 public:
  JsonPresenter(std::ostream& out, std::string revision, const FieldList& fields)
      : out_(out),
        revision_(std::move(revision)),
        fields_(fields.empty() ? json_fields() : fields),
        marks_(fields.empty()) {}

  void begin(const Results& results) override {
    out_ << '{';
    member("schema_version", kSchemaVersion);
    if (!revision_.empty()) member("revision", revision_);
    if (!results.archive.uuid.empty()) member("archive", archive_json(results.archive));
    member("query", query_json(results));
    member("total", results.total);
    member("total_exact", results.total_exact);
    if (results.stories) member("stories", *results.stories);
    if (results.expansion) member("expansion", *results.expansion);
    member("offset", results.offset);
    member("limit", results.limit);
    if (!results.similar_to.empty()) member("similar", similar_json(results));
    if (results.fresh) member("fresh", fresh_json(*results.fresh));
    out_ << ",\n\"hits\":[";
  }

  void hit(const Hit& hit) override {
    out_ << (any_hit_ ? ",\n" : "\n") << dump(hit_json(hit, fields_, marks_));
    any_hit_ = true;
  }

  void end(const Results& results) override {
    out_ << (any_hit_ ? "\n]" : "]");
    member("facets", facets_json(results));
    member("timeline", timeline_json(results));
    member("missing", missing_json(results));
    if (!results.facets.empty()) member("more", more_json(results));
    if (!results.explanation.empty()) member("explain", explain_json(results));
    if (results.did_you_mean)
      member("did_you_mean", Json{{"query", results.did_you_mean->query},
                                  {"words", spelling_json(results.did_you_mean->words)}});
    if (results.diagnosis) member("diagnosis", diagnosis_json(*results.diagnosis));
    member("took_ms", rounded(results.took_ms, 1e3));
    out_ << "}\n";
    out_.flush();
  }

 private:
  void member(const char* name, const Json& value) {
    if (any_member_) out_ << ",\n";
    out_ << '"' << name << "\":" << dump(value);
    any_member_ = true;
  }

  std::ostream& out_;
  const std::string revision_;
  const FieldList fields_;
  const bool marks_;
  bool any_member_ = false;
  bool any_hit_ = false;
};

class JsonLinesPresenter final : public Presenter {
 public:
  JsonLinesPresenter(std::ostream& out, const FieldList& fields)
      : out_(out), fields_(fields.empty() ? json_line_fields() : fields), marks_(fields.empty()) {}

  void begin(const Results&) override {}
  void hit(const Hit& hit) override { out_ << dump(hit_json(hit, fields_, marks_)) << '\n'; }
  void end(const Results&) override { out_.flush(); }

 private:
  std::ostream& out_;
  const FieldList fields_;
  const bool marks_;
};

}  // namespace

Json archive_json(const ArchiveState& archive) {
  Json json{{"id", archive.uuid},         {"state", archive.revision},
            {"row", archive.last_row},    {"articles", archive.articles},
            {"program", archive.program}, {"analysis", archive.analysis}};
  for (const ArchivePart& part : archive.parts)
    json["parts"].push_back(Json{{"name", part.name},
                                 {"id", part.uuid},
                                 {"state", part.revision},
                                 {"row", part.last_row},
                                 {"articles", part.articles}});
  return json;
}

std::unique_ptr<Presenter> make_json_presenter(std::ostream& out, const std::string& revision,
                                               const FieldList& fields) {
  return std::make_unique<JsonPresenter>(out, revision, fields);
}

std::unique_ptr<Presenter> make_jsonl_presenter(std::ostream& out, const FieldList& fields) {
  return std::make_unique<JsonLinesPresenter>(out, fields);
}

}  // namespace dateline::searching
