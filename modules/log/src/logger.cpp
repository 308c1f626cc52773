#include "ddns/log/logger.h"

#include <algorithm>

#include <spdlog/logger.h>

#include "file_sink.h"

namespace ddns::log {
namespace {

/// spdlog wants a level of its own; filtering is done before it is called.
constexpr auto pass = spdlog::level::info;

/// Words of closed lists, and numbers as text: nothing from outside gets in there, and whoever searches by them must
/// find them even if somebody's secret is such a word.
bool is_our_own(std::string_view name) {
  static constexpr std::array<std::string_view, 5> names{"event.action", "event.outcome", "error.type", "trace.id",
                                                         "span.id"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The texts without secrets. Before the line is made of them: masking a finished line could hit its names and quotes.
Fields masked(std::span<const Field> fields, const SecretFilter& filter) {
  Fields out(fields.begin(), fields.end());
  for (Field& field : out) {
    if (is_our_own(field.name)) continue;
    if (auto* text = std::get_if<std::string>(&field.value)) *text = filter.mask(std::move(*text));
    if (auto* texts = std::get_if<std::vector<std::string>>(&field.value)) {
      for (auto& text : *texts) text = filter.mask(std::move(text));
    }
  }
  return out;
}

}  // namespace

struct Logger::Impl {
  Impl(Settings the_settings, Origin the_origin, const Clock& the_clock, const SecretFilter& the_filter)
      : settings(std::move(the_settings)), origin(std::move(the_origin)), clock(the_clock), filter(the_filter) {
    build();
  }

  void build() {
    std::vector<spdlog::sink_ptr> sinks;
    if (settings.path.empty()) {
      file.reset();
    } else if (file) {
      // A second sink beside the one that is there would rotate and compress the same files.
      file->configure(settings);
    } else {
      file = std::make_shared<FileSink>(settings, clock, counters);
    }
    if (file) sinks.push_back(file);
    if (settings.to_stdout || settings.path.empty())
      sinks.push_back(std::make_shared<ConsoleSink>(settings.to_stderr ? stderr : stdout, counters));
    auto made = std::make_shared<spdlog::logger>("ddns", sinks.begin(), sinks.end());
    made->set_level(spdlog::level::trace);
    made->set_error_handler([this](const std::string&) { counters.dropped++; });
    const std::lock_guard lock(mutex);
    logger = std::move(made);
    format = settings.format;
  }

  std::pair<std::shared_ptr<spdlog::logger>, Format> current() {
    const std::lock_guard lock(mutex);
    return {logger, format};
  }

  Settings settings;
  const Origin origin;
  const Clock& clock;
  const SecretFilter& filter;
  Counters counters;
  std::shared_ptr<FileSink> file;
  std::mutex mutex;  ///< guards logger and format: a reload swaps them under running writers
  std::shared_ptr<spdlog::logger> logger;
  Format format = Format::json;
};

Logger::Logger(Settings settings, Origin origin, const Clock& clock, const SecretFilter& filter)
    : impl_(std::make_unique<Impl>(std::move(settings), std::move(origin), clock, filter)),
      level_(impl_->settings.level) {}

Logger::~Logger() = default;

void Logger::write(Level level, std::string_view component, std::string_view message,
                   std::span<const Field> fields) noexcept {
  if (!enabled(level)) return;
  impl_->counters.messages.at(static_cast<std::size_t>(level))++;
  try {
    const auto now = impl_->clock.wall();
    const auto [logger, format] = impl_->current();
    const auto text = impl_->filter.mask(std::string(message));
    const auto safe = masked(fields, impl_->filter);
    const auto line = format == Format::json ? json_line(impl_->origin, now, level, component, text, safe)
                                             : text_line(now, level, component, text, safe);
    logger->log(pass, spdlog::string_view_t(line.data(), line.size()));
  } catch (const std::exception&) {
    impl_->counters.dropped++;
  }
}

void Logger::configure(const Settings& settings) noexcept {
  level_ = settings.level;
  try {
    const bool same_sinks =
        settings.path.empty() == impl_->settings.path.empty() && settings.to_stdout == impl_->settings.to_stdout;
    const auto before = std::exchange(impl_->settings, settings);
    if (same_sinks && before.format == settings.format) {
      if (impl_->file) impl_->file->configure(settings);
    } else {
      impl_->build();
    }
  } catch (const std::exception&) {
    impl_->counters.write_errors++;
  }
}

void Logger::reopen() noexcept {
  try {
    if (impl_->file) impl_->file->reopen();
  } catch (const std::exception&) {
    impl_->counters.reopen_failures++;
  }
}

Figures Logger::figures() const noexcept {
  Figures out;
  const auto& counters = impl_->counters;
  for (std::size_t i = 0; i < out.messages.size(); ++i) out.messages.at(i) = counters.messages.at(i);
  out.dropped = counters.dropped;
  out.write_errors = counters.write_errors;
  out.rotations = counters.rotations;
  out.reopen_failures = counters.reopen_failures;
  return out;
}

}  // namespace ddns::log
