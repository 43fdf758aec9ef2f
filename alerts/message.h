// SPDX-License-Identifier: GPL-2.0-or-later
// Message: a batch of hits with their articles as they are when it is sent, and its forms: JSON for
// commands and webhooks. mail.h writes the form for people. It sends nothing.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "catalog/stored_article.h"
#include "results/results.h"
#include "saved/alert_store.h"

namespace dateline::alerts {

struct ToldArticle {
  AlertHit hit;
  StoredArticle stored;  // its last version
  searching::MarkedText title, snippet;
};

struct Message {
  std::string id;  // the same at each attempt
  Alert alert;
  bool digest = false;
  std::vector<ToldArticle> articles;
};

/// Makes messages from one state of an archive.
class MessageWriter {
 public:
  explicit MessageWriter(const std::filesystem::path& folder, Timestamp now);
  ~MessageWriter();
  MessageWriter(const MessageWriter&) = delete;
  MessageWriter& operator=(const MessageWriter&) = delete;

  /// Articles that were removed, withheld or cancelled meanwhile are left out.
  Message write(const Alert& alert, const AlertDelivery& delivery,
                const std::vector<AlertHit>& hits);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A JSON object for each article, a line each.
std::string json_lines(const Message& message);
/// One JSON object.
std::string json_object(const Message& message);

}  // namespace dateline::alerts
