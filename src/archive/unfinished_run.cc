// SPDX-License-Identifier: GPL-2.0-or-later
#include "unfinished_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "catalog/journal.h"
#include "catalog/run_log.h"
#include "dates/dates.h"
#include "system/archive_files.h"
#include "text/counted.h"

namespace dateline {
namespace {

using State = UnfinishedRun::State;

/// What the catalog says: a run that is under way is `under_way` here also after its death.
std::optional<UnfinishedRun> as_recorded(const Catalog& catalog) {
  UnfinishedRun found;
  found.waiting = catalog.journal().count_pending();
  found.leaving = catalog.journal().count_removing();
  const std::optional<UnfinishedRecord> record = catalog.runs().unfinished();
  if (!record) {
    found.state = State::completes;
    return found.waiting + found.leaving == 0 ? std::nullopt : std::optional(found);
  }
  const RunRecord& run = record->run;
  found.state = record->under_way ? State::under_way
                : run.ended       ? State::stopped
                : record->copied  ? State::copied
                                  : State::failed;
  found.command = run.command;
  found.is_last = record->is_last;
  found.started = run.started;
  found.ended = run.started + static_cast<Timestamp>(std::ceil(run.seconds));
  found.read = run.added + run.updated + run.unchanged;
  found.findable = found.read - std::min(found.read, found.waiting + run.in_memory);
  return found;
}

/// "20:32 UTC", with its day where that is not today.
std::string time_text(Timestamp time, Timestamp now) {
  const std::string text = format_timestamp(time);  // 2024-08-22T20:32:00Z
  const std::size_t at = text.find('T');
  const std::string clock = text.substr(at + 1, 5) + " UTC";
  return period_name(time, Period::day) == period_name(now, Period::day)
             ? clock
             : text.substr(0, at) + " " + clock;
}

/// "1 article", "74,000 articles".
std::string articles(std::uint64_t n) {
  return fmt::format("{} {}", grouped(n), plural(n, "article"));
}

/// What a run that died leaves to do.
std::string_view left_of(const std::string& command) {
  if (command == "add") return "what it had not yet committed must be added again";
  if (command == "fetch") return "what it had not yet committed must be fetched again";
  return "what it had not yet committed is read when it is started again";
}

std::string waiting_text(const UnfinishedRun& run) {
  std::string text;
  if (run.waiting != 0)
    text = fmt::format("{} {} for the next command that writes", articles(run.waiting),
                       run.waiting == 1 ? "waits" : "wait");
  if (run.leaving != 0)
    text += fmt::format("{}the removal of {} is completed by the next command that writes",
                        text.empty() ? "" : "; ", articles(run.leaving));
  return text;
}

}  // namespace

bool writer_at_work(const std::filesystem::path& folder) {
  const int file = ::open(lock_file(folder).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return errno != ENOENT && errno != ENOTDIR;  // it may be: nobody can tell
  struct flock asked {};
  asked.l_type = F_RDLCK;
  asked.l_whence = SEEK_SET;
  const bool held = ::fcntl(file, F_OFD_GETLK, &asked) == 0 && asked.l_type != F_UNLCK;
  ::close(file);
  return held;
}

std::optional<UnfinishedRun> unfinished_run(const std::filesystem::path& folder,
                                            const Catalog& seen) {
  std::optional<UnfinishedRun> found = as_recorded(seen);
  if (!found) return std::nullopt;
  if (writer_at_work(folder)) {
    if (found->state == State::completes) return std::nullopt;  // it is at that
    return found;
  }
  if (found->state == State::stopped || found->state == State::copied) return found;
  // It has died, unless it has come to its end since `seen` was pinned.
  const Catalog now(folder, Catalog::Mode::read);
  found = as_recorded(now);
  if (found && found->state == State::under_way && !writer_at_work(folder))
    found->state = State::failed;
  return found;
}

std::string sentence_of(const UnfinishedRun& run, Timestamp now) {
  const std::string waiting = waiting_text(run);
  const std::string also = waiting.empty() ? "" : "; " + waiting;
  const std::string one = fmt::format("{} {}", run.command == "add" ? "an" : "a", run.command);
  const std::string which = run.is_last ? "the last " + run.command : one;
  switch (run.state) {
    case State::under_way:
      return fmt::format(
          "{} is under way since {}: {}", one, time_text(run.started, now),
          run.read == 0 ? "no article read yet"
                        : fmt::format("{} read, {}", articles(run.read),
                                      run.findable == 0 ? "none findable yet"
                                                        : grouped(run.findable) + " findable"));
    case State::stopped:
      return fmt::format(
          "{} was stopped at {} before its end: run the same command again, it goes on{}", which,
          time_text(run.ended, now), also);
    case State::failed:
      return fmt::format("{} failed at {}: {}{}", which, time_text(run.ended, now),
                         left_of(run.command), also);
    case State::copied:
      return fmt::format("{} was under way when this copy was made: {}{}", one,
                         left_of(run.command), also);
    case State::completes:
      return fmt::format("{}: an earlier run did not finish", waiting);
  }
  return {};
}

std::string_view name_of(State state) {
  switch (state) {
    case State::under_way:
      return "under_way";
    case State::stopped:
      return "stopped";
    case State::failed:
      return "failed";
    case State::copied:
      return "copied";
    case State::completes:
      return "completes";
  }
  return {};
}

}  // namespace dateline
