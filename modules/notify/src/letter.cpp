#include "ddns/notify/letter.h"

#include <algorithm>

#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "ddns/http/json_text.h"

namespace ddns::notify {
namespace {

std::string with_backslashes(std::string_view text, std::string_view special) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Only what would really be taken for markup: some of these services show a needless backslash.
bool begins_markup(std::string_view text, std::size_t at) {
  const char before = at == 0 ? '\n' : text[at - 1];
  const char after = at + 1 < text.size() ? text[at + 1] : '\n';
  switch (text[at]) {
    case '\\':
    case '`':
    case '*':
    case '<':
      return true;
    case '_':  // within a word it is none
      return !is_word(before) || !is_word(after);
    case '#':
    case '>':
      return before == '\n';
    case ']':
      return after == '(';
    default:
      return false;
  }
}

struct Found {
  std::size_t begin, end;  ///< of "#{name}", end past the brace
  std::string_view name;
};

std::optional<Found> next_variable(std::string_view pattern, std::size_t from) {
  const auto begin = pattern.find("#{", from);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto close = pattern.find('}', begin);
  if (close == std::string_view::npos) return std::nullopt;
  return Found{begin, close + 1, pattern.substr(begin + 2, close - begin - 2)};
}

std::string seconds_of(WallTime time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

}  // namespace

std::string escape_nothing(std::string_view text) { return std::string(text); }

std::string escape_markdown(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_markup(text, i)) out += '\\';
    out += text[i];
    if (text[i] == '\n') out += '\n';
  }
  return out;
}

std::string escape_slack(std::string_view text) {
  return replace_all(replace_all(replace_all(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;");
}

std::string escape_discord(std::string_view text) { return with_backslashes(text, "\\`*_~|>#[]"); }

std::string escape_json(std::string_view text) {
  const auto quoted = http::JsonText(text).text();
  return quoted.substr(1, quoted.size() - 2);
}

Variables variables_of(const Letter& letter) {
  const auto& m = letter.message;
  return {{"title", m.title},
          {"text", m.text},
          {"severity", std::string(to_string(m.severity))},
          {"event", std::string(to_string(m.topic))},
          {"time", format_rfc3339(m.at)},
          {"timestamp", seconds_of(m.at)},
          {"host", letter.host},
          {"ipv4Addr", m.ipv4.address},
          {"ipv4Result", m.ipv4.result},
          {"ipv4Domains", join(m.ipv4.domains, ",")},
          {"ipv6Addr", m.ipv6.address},
          {"ipv6Result", m.ipv6.result},
          {"ipv6Domains", join(m.ipv6.domains, ",")}};
}

std::string expand(std::string_view pattern, const Variables& variables, Escape escape) {
  std::string out;
  std::size_t at = 0;
  while (const auto found = next_variable(pattern, at)) {
    out += pattern.substr(at, found->begin - at);
    const auto known = std::find_if(variables.begin(), variables.end(),
                                    [&](const auto& variable) { return variable.first == found->name; });
    if (known == variables.end()) {
      // Only the two characters: what follows may hold a variable of its own.
      out += "#{";
      at = found->begin + 2;
    } else {
      out += escape(known->second);
      at = found->end;
    }
  }
  out += pattern.substr(at);
  return out;
}

std::vector<std::string> unknown_variables(std::string_view pattern, const std::vector<std::string>& known) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (const auto found = next_variable(pattern, at)) {
    if (std::find(known.begin(), known.end(), found->name) == known.end()) out.emplace_back(found->name);
    at = found->end;
  }
  return out;
}

std::string title_of(const Letter& letter, Escape escape) {
  auto title = letter.title_template.empty() ? escape(letter.message.title)
                                             : expand(letter.title_template, variables_of(letter), escape);
  // A title is one line in every medium.
  std::replace(title.begin(), title.end(), '\n', ' ');
  std::replace(title.begin(), title.end(), '\r', ' ');
  return title;
}

std::string text_of(const Letter& letter, Escape escape, std::string_view text) {
  if (letter.text_template.empty()) return escape(text);
  Letter cut = letter;
  cut.message.text = text;
  return expand(letter.text_template, variables_of(cut), escape);
}

std::string fit(std::size_t limit, std::string_view text, const std::function<std::string(std::string_view)>& render) {
  auto whole = render(text);
  if (whole.size() <= limit) return whole;
  const auto cut_at = [&](std::size_t size) { return render(cat(truncate_utf8(text, size), "…")); };
  std::size_t low = 0;
  std::size_t high = text.size();
  while (low < high) {
    const auto middle = low + (high - low + 1) / 2;
    if (cut_at(middle).size() <= limit) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  auto cut = cut_at(low);
  return cut.size() <= limit ? cut : render("");
}

std::string shorten(std::string_view text, std::size_t limit) {
  constexpr std::string_view kMore = "…";
  if (text.size() <= limit) return std::string(text);
  if (limit < kMore.size()) return std::string(truncate_utf8(text, limit));
  return cat(truncate_utf8(text, limit - kMore.size()), kMore);
}

std::string shorten_characters(std::string_view text, std::size_t limit) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  if (static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins)) <= limit || limit == 0) {
    return limit == 0 ? std::string() : std::string(text);
  }
  std::size_t seen = 0;
  std::size_t at = 0;
  while (at < text.size() && !(begins(text[at]) && ++seen == limit)) ++at;
  return cat(text.substr(0, at), "…");
}

}  // namespace ddns::notify
