#include "file_sink.h"

#include <algorithm>
#include <cstdio>
#include <thread>

#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "insist.h"

namespace ddns::log {
namespace {

std::string_view view_of(const spdlog::details::log_msg& message) {
  return {message.payload.data(), message.payload.size()};
}

/// The number of lines lost.
unsigned write_to(std::FILE* stream, std::string_view line) {
  const bool taken = std::fwrite(line.data(), 1, line.size(), stream) == line.size() && std::fflush(stream) == 0;
  if (!taken) std::clearerr(stream);
  return taken ? 0 : 1;
}

/// When the file was written last; nullopt when that cannot be told.
std::optional<WallTime> last_written(const std::filesystem::path& path) {
  const auto files = platform::list_files(path.parent_path());
  if (!files) return std::nullopt;
  const auto name = platform::to_utf8(path.filename());
  for (const auto& file : *files) {
    if (file.name == name) return file.modified;
  }
  return std::nullopt;
}

}  // namespace

FileSink::FileSink(Settings settings, const Clock& clock, Counters& counters)
    : settings_(std::move(settings)), clock_(clock), counters_(counters), housekeeper_(counters.write_errors) {
  open();
}

FileSink::~FileSink() { counters_.dropped += backlog_.give_up(file_); }

void FileSink::open() {
  const auto path = platform::from_utf8(settings_.path);
  // A folder that cannot be made shows itself when the file is opened.
  (void)platform::make_folders(path.parent_path());
  // Asked first: a file that was there with lines of another day is rotated at the next line.
  const auto written = last_written(path);
  auto opened = platform::AppendFile::open(path);
  if (!opened) {
    counters_.write_errors++;
    if (!complained_)
      std::fputs(cat("ddns-sidecar: ", opened.error().message, "; logging here instead\n").c_str(), stderr);
    complained_ = true;
    return;
  }
  complained_ = false;
  change_to(std::move(*opened));
  if (written) day_ = local_day(*written);
}

void FileSink::change_to(platform::AppendFile file) {
  counters_.dropped += backlog_.give_up(file_);
  file_ = std::move(file);
  day_ = today_.of(clock_.wall());
  rotate_above_ = settings_.max_size;
}

void FileSink::reopen() {
  const std::lock_guard lock(mutex_);
  open_anew();
}

/// The new file first; the old one is kept when that fails.
void FileSink::open_anew() {
  auto opened = platform::AppendFile::open(platform::from_utf8(settings_.path));
  if (opened) {
    change_to(std::move(*opened));
  } else {
    counters_.reopen_failures++;
  }
}

void FileSink::configure(const Settings& settings) {
  const std::lock_guard lock(mutex_);
  const bool moved = settings.path != settings_.path;
  settings_ = settings;
  rotate_above_ = settings_.max_size;
  if (!moved) return;
  counters_.dropped += backlog_.give_up(file_);
  file_.close();
  open();
}

void FileSink::sink_it_(const spdlog::details::log_msg& message) { write(view_of(message)); }

void FileSink::write(std::string_view line) {
  if (!file_.is_open()) open();
  if (!file_.is_open()) {
    // Beside standard output, where it is lost to the file only: the other sink counts for itself.
    if (!settings_.to_stdout) counters_.dropped += write_to(stdout, line);
    return;
  }
  follow_external_rotation();
  if (rotation_due(line.size())) rotate();
  const auto outcome = backlog_.write(file_, line);
  counters_.write_errors += outcome.failed ? 1 : 0;
  counters_.dropped += outcome.dropped;
}

/// Some shippers let go of a file as soon as it is renamed, so what is written into it afterwards is lost to them: once
/// the rotator has made the new file, lines go there, even before the signal comes, or if it never does. As long as
/// there is none the old one is right: the rotator would stumble over a file that it has not made.
void FileSink::follow_external_rotation() {
  if (settings_.rotation != Rotation::external) return;
  const auto path = platform::from_utf8(settings_.path);
  if (!file_.is_at(path) && platform::file_exists(path)) open_anew();
}

bool FileSink::rotation_due(std::size_t coming) {
  // A line that waits belongs to this file: it is completed before the file is closed.
  if (settings_.rotation != Rotation::internal || !backlog_.empty()) return false;
  const auto today = today_.of(clock_.wall());
  const auto size = file_.size().value_or(0);
  const bool due = size > 0 && (size + coming > rotate_above_ || today > day_);
  if (!due) day_ = today;
  return due;
}

/// The file gets its closed name and a new one takes its place, or everything stays as it was.
void FileSink::rotate() {
  const auto path = platform::from_utf8(settings_.path);
  if (!file_.is_at(path)) return open();  // somebody else has moved it, or removed it: that is rotation enough
  const auto closed = next_closed_name(path, clock_.wall());
  const auto renamed = insist([&] { return platform::rename_file(path, closed).has_value(); },
                              [](std::chrono::milliseconds pause) { std::this_thread::sleep_for(pause); });
  if (!renamed) return rotation_failed();
  auto opened = platform::AppendFile::open(path);
  if (!opened) {
    (void)platform::rename_file(closed, path);
    return rotation_failed();
  }
  counters_.rotations++;
  change_to(std::move(*opened));
  keep_house();
}

/// Somebody holds the file for long, or the folder is not ours to write: go on in it, and try again after as
/// many bytes more, or another day.
void FileSink::rotation_failed() {
  counters_.write_errors++;
  day_ = today_.of(clock_.wall());
  rotate_above_ = file_.size().value_or(0) + settings_.max_size;
}

void FileSink::keep_house() {
  // The file that is being written needs its part of the whole.
  const std::uint64_t rest = settings_.total - std::min(settings_.total, settings_.max_size);
  housekeeper_.start({.log_file = platform::from_utf8(settings_.path),
                      .keep = settings_.keep,
                      .bytes = rest,
                      .compress = settings_.compress});
}

void ConsoleSink::sink_it_(const spdlog::details::log_msg& message) {
  counters_.dropped += write_to(stream_, view_of(message));
}

}  // namespace ddns::log
