#include "backlog.h"

#include <algorithm>

namespace ddns::log {
namespace {

/// How much of `bytes` the file took; nullopt: all.
std::optional<std::size_t> append(platform::AppendFile& file, std::string_view bytes) {
  const auto before = file.size();
  const auto written = file.write(bytes);
  if (written) return std::nullopt;
  if (written.error().effect == Effect::none) return 0;
  const auto after = file.size();
  // Nobody else appends to the file, so what it grew by is ours.
  if (!before || !after || *after < *before) return 0;
  return std::min<std::size_t>(bytes.size(), static_cast<std::size_t>(*after - *before));
}

}  // namespace

bool Backlog::push(platform::AppendFile& file) {
  const auto taken = append(file, waiting_);
  if (taken) {
    waiting_.erase(0, *taken);
    return false;
  }
  waiting_ = std::string();  // gives the memory back
  return true;
}

Backlog::Outcome Backlog::write(platform::AppendFile& file, std::string_view line) {
  if (waiting_.empty()) {
    const auto taken = append(file, line);
    if (taken) waiting_ = line.substr(*taken);
    return {.failed = taken.has_value()};
  }
  if (push(file)) return write(file, line);
  if (waiting_.size() + line.size() > most) return {.failed = true, .dropped = 1};
  waiting_ += line;
  return {.failed = true};
}

std::uint64_t Backlog::give_up(platform::AppendFile& file) {
  if (waiting_.empty() || (file.is_open() && push(file))) return 0;
  const auto lost = std::count(waiting_.begin(), waiting_.end(), '\n');
  waiting_ = std::string();
  return static_cast<std::uint64_t>(lost);
}

}  // namespace ddns::log
