// SPDX-License-Identifier: GPL-2.0-or-later
// A Catalog's connection and the stores over it. Only catalog*.cc include it, so that catalog.h
// needs no SQLite.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "catalog.h"
#include "catalog_database.h"
#include "catalog_statistics.h"
#include "feed_store.h"
#include "journal.h"
#include "query_store.h"
#include "run_log.h"
#include "saved_database.h"
#include "text_dictionaries.h"
#include "version_store.h"

namespace dateline {

struct Catalog::State {
  State(std::filesystem::path folder, SQLite::Database&& opened)
      : database(std::move(opened)), saved(database, std::move(folder)) {}

  void check_name(schema::FieldId field, NameCode code, const std::string& name) const;

  CatalogDatabase database;
  SavedDatabase saved;
  Journal journal{database};
  FeedStore feeds{database};
  QueryStore queries{saved};
  RunLog runs{database};
  TextDictionaries dictionaries{database};
  CatalogStatistics statistics{database};
  VersionStore versions{database};
  std::map<std::pair<schema::FieldId, std::string>, NameCode> codes;  // of names, as they are found
};

}  // namespace dateline
