// SPDX-License-Identifier: GPL-2.0-or-later
// One message of mail as articles (GMime): the message itself, those it encloses, and those of a
// digest. Used by the mail reader, which cuts messages out of mailboxes.
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

  /// What `bytes`, a message that begins in `line`, holds. `envelope_date` is used where the
  /// message names no date.
  std::vector<MailRecord> read(std::string_view bytes, std::uint64_t line,
                               std::string_view envelope_date) const;

 private:
  const ReadOptions& options_;
  std::vector<MappedKey> mapped_;
};

}  // namespace dateline::indexing
