#include "ddns/http/secret_parts.h"

#include <algorithm>
#include <array>

#include "ddns/core/shortest_secret.h"
#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/url.h"

namespace ddns::http {
namespace {

constexpr std::string_view kSmall = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits = "0123456789";
/// No word of a path or query is as long.
constexpr std::size_t kLongestWord = 24;

bool only(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return kSmall.find(c) != std::string_view::npos || more.find(c) != std::string_view::npos;
  });
}

/// What may stand in a URL without being a secret: a word ("markdown"), a host name or an address.
bool is_plain(std::string_view text) {
  const bool one_word = only(text, "-_") && text.size() < kLongestWord;
  const bool host = only(text, cat(kDigits, ".:-")) && text.find_first_of(".:") != std::string_view::npos;
  return one_word || host;
}

/// The stretches of a text between its variables.
std::vector<std::string_view> literals(std::string_view text) {
  std::vector<std::string_view> out;
  while (true) {
    const auto begin = text.find("#{");
    out.push_back(text.substr(0, begin));
    const auto end = begin == std::string_view::npos ? begin : text.find('}', begin);
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

void add(std::vector<Secret>& out, std::string_view text) {
  if (text.size() >= kShortestMasked) out.emplace_back(std::string(text));
}

/// As it is written, and as it is meant.
void add_encoded(std::vector<Secret>& out, std::string_view text) {
  add(out, text);
  if (text.find('%') == std::string_view::npos) return;
  if (const auto decoded = percent_decode(text)) add(out, *decoded);
}

void add_parameter(std::vector<Secret>& out, std::string_view name, std::string_view value) {
  for (const auto literal : literals(value)) {
    if (names_a_secret(name) || !is_plain(literal)) add_encoded(out, literal);
  }
}

/// `named`: only what its name calls a secret.
void add_query(std::vector<Secret>& out, std::string_view query, bool named) {
  for (const auto pair : split(query, '&')) {
    const auto equals = pair.find('=');
    const auto name = equals == std::string_view::npos ? std::string_view() : trim(pair.substr(0, equals));
    if (named && !names_a_secret(name)) continue;
    add_parameter(out, name, equals == std::string_view::npos ? pair : pair.substr(equals + 1));
  }
}

/// The rest of a JSON text whose opening quote was read, as it is written; `text` goes on behind it.
std::string_view quoted(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  const auto out = text.substr(0, end);
  text = end < text.size() ? text.substr(end + 1) : std::string_view();
  return out;
}

void add_json(std::vector<Secret>& out, std::string_view text) {
  for (auto quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"')) {
    text.remove_prefix(quote + 1);
    const auto name = quoted(text);
    const auto colon = trim(text);
    if (!colon.starts_with(':')) continue;
    text = trim(colon.substr(1));
    if (!text.starts_with('"')) continue;
    text.remove_prefix(1);
    const auto value = quoted(text);
    if (names_a_secret(name)) add_parameter(out, name, value);
  }
}

bool harmless_field(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kNames{"content-type",    "accept",     "accept-language",
                                                          "accept-encoding", "user-agent", "host"};
  return std::find(kNames.begin(), kNames.end(), to_lower(name)) != kNames.end();
}

}  // namespace

bool names_a_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kWords{"token", "key", "secret", "pass",  "pwd",
                                                          "auth",  "sig", "cred",   "cookie"};
  const auto small = to_lower(name);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return small.find(word) != std::string::npos; });
}

std::vector<Secret> named_secrets_in_url(std::string_view url) {
  std::vector<Secret> out;
  const auto question = url.find('?');
  if (question != std::string_view::npos) add_query(out, url.substr(question + 1), true);
  return out;
}

std::vector<Secret> secrets_in_body(std::string_view body) {
  std::vector<Secret> out;
  body = trim(body);
  if (body.starts_with('{') || body.starts_with('[')) {
    add_json(out, body);
  } else {
    add_query(out, body, true);
  }
  return out;
}

std::vector<Secret> secrets_in_url(std::string_view url) {
  std::vector<Secret> out;
  url = trim(url);
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) return out;
  url.remove_prefix(colon + 3);
  const auto host_end = std::min(url.find_first_of("/?#"), url.size());
  if (const auto at = url.substr(0, host_end).rfind('@'); at != std::string_view::npos) {
    for (const auto part : split(url.substr(0, at), ':')) add_encoded(out, part);
  }
  url.remove_prefix(host_end);
  // A variable begins with '#' like a fragment, which no such URL has.
  const auto question = std::min(url.find('?'), url.size());
  for (const auto segment : split(url.substr(0, question), '/')) add_parameter(out, {}, segment);
  if (question < url.size()) add_query(out, url.substr(question + 1), false);
  return out;
}

std::vector<Secret> secrets_in_header(std::string_view name, std::string_view value) {
  std::vector<Secret> out;
  if (harmless_field(name)) return out;
  value = trim(value);
  const auto space = value.find(' ');
  const auto credentials = space == std::string_view::npos ? value : trim(value.substr(space));
  if (iequals(value.substr(0, space), "Basic")) {
    if (const auto bytes = crypto::from_base64(credentials)) {
      const std::string_view pair(reinterpret_cast<const char*>(bytes->data()), bytes->size());
      const auto part = pair.find(':');
      if (part != std::string_view::npos) add(out, pair.substr(part + 1));
    }
  }
  const bool scheme = credentials.size() < value.size() && iequals(name, "Authorization");
  add_parameter(out, name, scheme ? credentials : value);
  return out;
}

std::vector<Secret> secrets_in_parameter(std::string_view name, std::string_view value) {
  std::vector<Secret> out;
  add_parameter(out, name, value);
  return out;
}

}  // namespace ddns::http
