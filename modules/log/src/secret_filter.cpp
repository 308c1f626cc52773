#include "ddns/log/secret_filter.h"

#include <algorithm>

#include <Poco/Base64Encoder.h>
#include <nlohmann/json.hpp>

#include <sstream>

#include "ddns/core/shortest_secret.h"
#include "ddns/core/text.h"

namespace ddns::log {
namespace {

/// So much of a secret is not shown even when the rest of it was cut off; words of a secret that are as long count too.
constexpr std::size_t telling = 8;
constexpr std::string_view mask_text = "******";

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unreserved = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                            (byte >= 'a' && byte <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
    } else {
      out += cat('%', digits[byte >> 4U], digits[byte & 15U]);
    }
  }
  return out;
}

std::string base64(std::string_view text) {
  std::ostringstream out;
  Poco::Base64Encoder encoder(out);
  encoder.rdbuf()->setLineLength(0);
  encoder << text;
  encoder.close();
  return out.str();
}

std::string json_escaped(std::string_view text) {
  const auto quoted = nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

/// What says() and its like make of control characters.
std::string on_one_line(std::string_view text) {
  std::string out(trim(text));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

/// A key file of many lines, or a pass phrase, may be quoted in part.
void add_words(std::vector<std::string>& spellings, const std::string& line) {
  std::istringstream in(line);
  for (std::string word; in >> word;) {
    if (word.size() >= telling) spellings.push_back(word);
  }
}

void add_spellings(std::vector<std::string>& all, std::string_view secret) {
  std::vector<std::string> spellings{std::string(secret), percent_encoded(secret), base64(secret), json_escaped(secret),
                                     on_one_line(secret)};
  add_words(spellings, spellings.back());
  for (const std::string& spelling : spellings) all.push_back(to_lower(spelling));
}

void sort_out(std::vector<std::string>& spellings) {
  std::sort(spellings.begin(), spellings.end());
  spellings.erase(std::unique(spellings.begin(), spellings.end()), spellings.end());
}

/// Whether a text may have been cut short there.
bool is_edge(std::string_view text, std::size_t at) {
  constexpr std::string_view ellipsis = "\xE2\x80\xA6";
  return at == text.size() || text.substr(at).starts_with(ellipsis) || text.substr(at).starts_with("...");
}

/// How much of the spelling stands at `at` and must go: all of it, or its beginning at an edge.
std::size_t shown_at(std::string_view text, std::size_t at, std::string_view spelling) {
  const std::string_view there = text.substr(at, spelling.size());
  const auto end = std::mismatch(there.begin(), there.end(), spelling.begin()).first;
  const auto length = static_cast<std::size_t>(end - there.begin());
  if (length == spelling.size()) return length;
  // The dots of an ellipsis may look like the next letter of the secret.
  for (auto cut = length; cut >= telling; --cut) {
    if (is_edge(text, at + cut)) return length;
  }
  return 0;
}

void mark(std::string_view text, std::string_view spelling, std::vector<bool>& hidden) {
  const auto head = spelling.substr(0, telling);
  for (auto at = text.find(head); at != std::string_view::npos; at = text.find(head, at + 1)) {
    const auto length = shown_at(text, at, spelling);
    if (length == 0) continue;
    if (hidden.empty()) hidden.resize(text.size());
    std::fill_n(hidden.begin() + static_cast<std::ptrdiff_t>(at), length, true);
  }
}

}  // namespace

void SecretFilter::know(const std::vector<Secret>& secrets) {
  Spellings newest;
  for (const Secret& secret : secrets) {
    if (secret.reveal().size() >= kShortestMasked) add_spellings(newest, secret.reveal());
  }
  sort_out(newest);
  const std::lock_guard lock(mutex_);
  // A reload that changed no secret must not push out an old one.
  std::erase(generations_, newest);
  generations_.push_front(std::move(newest));
  if (generations_.size() > kept_generations) generations_.pop_back();
  Spellings all;
  for (const Spellings& generation : generations_) all.insert(all.end(), generation.begin(), generation.end());
  sort_out(all);
  spellings_ = std::make_shared<const Spellings>(std::move(all));
}

std::string SecretFilter::mask(std::string text) const {
  std::shared_ptr<const Spellings> spellings;
  {
    const std::lock_guard lock(mutex_);
    spellings = spellings_;
  }
  if (!spellings || spellings->empty()) return text;
  const std::string lower = to_lower(text);
  std::vector<bool> hidden;
  for (const std::string& spelling : *spellings) mark(lower, spelling, hidden);
  if (hidden.empty()) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!hidden[i]) {
      out += text[i];
    } else if (i == 0 || !hidden[i - 1]) {
      out += mask_text;
    }
  }
  return out;
}

}  // namespace ddns::log
