// SPDX-License-Identifier: GPL-2.0-or-later
// MailMessage: turns a message of mail into articles (GMime): the message itself, enclosed
// messages, and those of a digest. Used by the mail reader, which cuts messages out of mailboxes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "article_reader.h"
#include "field_map.h"

namespace dateline::indexing {

struct MailRecord {
  Record record;
  TextOrigin origin = TextOrigin::utf8;
};

class MailMessage {
 public:
  explicit MailMessage(const ReadOptions& options);

  /// The articles of `bytes`, a message that begins in `line`. `envelope_date` is used if the
  /// message has no date. A message that is cut is followed by a Rejection that says so.
  std::vector<MailRecord> read(std::string_view bytes, std::uint64_t line,
                               std::string_view envelope_date) const;

 private:
  const ReadOptions& options_;
  std::vector<MappedKey> mapped_;
};

}  // namespace dateline::indexing
