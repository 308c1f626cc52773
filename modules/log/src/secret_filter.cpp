#include "ddns/log/secret_filter.h"

#include <algorithm>

#include <Poco/Base64Encoder.h>
#include <nlohmann/json.hpp>

#include <sstream>

#include "ddns/core/text.h"

namespace ddns::log {
namespace {

constexpr std::size_t shortest = 6;
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

}  // namespace

void SecretFilter::know(const std::vector<Secret>& secrets) {
  std::vector<std::string> spellings;
  for (const Secret& secret : secrets) {
    const auto text = secret.reveal();
    if (text.size() < shortest) continue;
    spellings.emplace_back(text);
    for (auto& spelling : {percent_encoded(text), base64(text), json_escaped(text)}) {
      if (spelling != text) spellings.push_back(spelling);
    }
  }
  // A secret may be part of another one: the longer is masked first.
  std::sort(spellings.begin(), spellings.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  const std::lock_guard lock(mutex_);
  spellings_ = std::move(spellings);
}

std::string SecretFilter::mask(std::string text) const {
  const std::lock_guard lock(mutex_);
  for (const std::string& spelling : spellings_) {
    if (text.find(spelling) != std::string::npos) text = replace_all(text, spelling, mask_text);
  }
  return text;
}

}  // namespace ddns::log
