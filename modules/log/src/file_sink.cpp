#include "file_sink.h"

#include <cstdio>

#include "ddns/core/text.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"

namespace ddns::log {
namespace {

std::string_view view_of(const spdlog::details::log_msg& message) {
  return {message.payload.data(), message.payload.size()};
}

void write_to(std::FILE* stream, std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stream);
  std::fflush(stream);
}

}  // namespace

FileSink::FileSink(Settings settings, const Clock& clock, Counters& counters)
    : settings_(std::move(settings)), clock_(clock), counters_(counters) {
  open();
}

void FileSink::open() {
  const auto path = platform::from_utf8(settings_.path);
  // A folder that cannot be made shows itself when the file is opened.
  (void)platform::make_folders(path.parent_path());
  auto opened = platform::AppendFile::open(path);
  if (!opened) {
    counters_.write_errors++;
    if (!complained_)
      std::fputs(cat("ddns-sidecar: ", opened.error().message, "; logging here instead\n").c_str(), stderr);
    complained_ = true;
    return;
  }
  complained_ = false;
  file_ = std::move(*opened);
  size_ = file_.size().value_or(0);
  // The day of a file that was there before counts from its first line of this process: good enough, and no file is
  // rotated merely because the program started.
  day_ = std::chrono::floor<std::chrono::days>(clock_.wall());
}

void FileSink::reopen() {
  const std::lock_guard lock(mutex_);
  auto opened = platform::AppendFile::open(platform::from_utf8(settings_.path));
  if (!opened) {
    counters_.reopen_failures++;
    return;
  }
  file_ = std::move(*opened);
  size_ = file_.size().value_or(0);
}

void FileSink::configure(const Settings& settings) {
  const std::lock_guard lock(mutex_);
  const bool moved = settings.path != settings_.path;
  settings_ = settings;
  if (moved) {
    file_.close();
    open();
  }
}

void FileSink::sink_it_(const spdlog::details::log_msg& message) { write(view_of(message)); }

void FileSink::write(std::string_view line) {
  if (!file_.is_open()) open();
  if (file_.is_open() && rotation_due(line.size())) rotate();
  if (!file_.is_open()) {
    write_to(stdout, line);
    return;
  }
  const auto written = file_.write(line);
  if (written) {
    size_ += line.size();
    return;
  }
  counters_.write_errors++;
  counters_.dropped++;
  if (written.error().effect == Effect::applied) {
    // A torn line would swallow the next one: end it, if the disk lets us.
    (void)file_.write("\n");
  }
}

bool FileSink::rotation_due(std::size_t coming) {
  if (settings_.rotation != Rotation::internal || size_ == 0) return false;
  const auto today = std::chrono::floor<std::chrono::days>(clock_.wall());
  return size_ + coming > settings_.max_size || today != day_;
}

/// app.log.2 → app.log.3, app.log.1 → app.log.2, app.log → app.log.1. A step that fails leaves its file where it is;
/// nothing is ever truncated.
void FileSink::rotate() {
  day_ = std::chrono::floor<std::chrono::days>(clock_.wall());
  const auto numbered = [&](unsigned n) { return platform::from_utf8(cat(settings_.path, ".", n)); };
  (void)platform::remove_file(numbered(settings_.keep + 1));
  if (settings_.keep > 0) (void)platform::remove_file(numbered(settings_.keep));
  for (unsigned n = settings_.keep; n > 1; --n) {
    if (platform::file_exists(numbered(n - 1))) (void)platform::rename_file(numbered(n - 1), numbered(n));
  }
  const auto current = platform::from_utf8(settings_.path);
  const auto moved = settings_.keep > 0 ? platform::rename_file(current, numbered(1)) : platform::remove_file(current);
  if (!moved) {
    // Somebody holds it (a virus scanner): go on in the same file and try again after as many bytes more.
    counters_.write_errors++;
    size_ = 0;
    return;
  }
  counters_.rotations++;
  file_.close();
  open();
}

void ConsoleSink::sink_it_(const spdlog::details::log_msg& message) { write_to(stream_, view_of(message)); }

}  // namespace ddns::log
