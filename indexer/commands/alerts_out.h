// SPDX-License-Identifier: GPL-2.0-or-later
// What the commands of alerts print: alerts, what they found, what was sent. Used by alert,
// deliver, query and status.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "alerts/deliver.h"
#include "alerts/new_hits.h"
#include "alerts/query_check.h"
#include "saved/saved_stores.h"

namespace dateline::indexing {

/// Notes on standard error; what the query finds on standard output, unless that is for JSON.
void print_check(const std::string& name, const alerts::QueryCheck& check, bool quiet, bool json);

void print_alerts(const SavedStores& saved, bool json);
void print_alert(const SavedStores& saved, const Alert& alert, bool json, bool quiet);
nlohmann::ordered_json alerts_json(const SavedStores& saved);
/// "3 alerts: 12 hits, 1 waiting, 0 failing"; "" where there are none.
std::string alerts_line(const SavedStores& saved);

void print_new_hits(const std::filesystem::path& folder, const alerts::NewHits& found, bool json);
void print_backtest(const alerts::Backtest& backtest, bool json);

nlohmann::ordered_json to_json(const alerts::DeliveryReport& report);
void print_problems(const alerts::DeliveryReport& report);
std::string delivery_line(const alerts::DeliveryReport& report);

}  // namespace dateline::indexing
