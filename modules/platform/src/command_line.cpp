#include "command_line.h"

#include <algorithm>

#include "ddns/core/text.h"

namespace ddns::platform {
namespace {

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

/// Takes the program off the front: no backslash means anything special there.
std::string take_program(std::string_view& line) {
  const bool quoted = line.starts_with('"');
  if (quoted) line.remove_prefix(1);
  std::size_t end = quoted ? line.find('"') : line.find_first_of(" \t");
  if (!quoted) {
    constexpr std::string_view suffix = ".exe";
    const std::size_t at = to_lower(line).find(suffix);
    const std::size_t after = at + suffix.size();
    if (at != std::string::npos && (after == line.size() || is_blank(line[after]))) end = after;
  }
  end = std::min(end, line.size());
  std::string program(line.substr(0, end));
  line.remove_prefix(std::min(line.size(), end + (quoted ? 1 : 0)));
  return program;
}

/// Takes one argument off the front of a text that begins with no blank.
std::string take_argument(std::string_view& line) {
  std::string argument;
  bool quoted = false;
  std::size_t i = 0;
  for (; i < line.size() && (quoted || !is_blank(line[i])); ++i) {
    std::size_t backslashes = 0;
    while (i + backslashes < line.size() && line[i + backslashes] == '\\') ++backslashes;
    i += backslashes;
    const bool mark = i < line.size() && line[i] == '"';
    argument.append(mark ? backslashes / 2 : backslashes, '\\');
    if (mark && backslashes % 2 == 1) {
      argument += '"';
    } else if (mark) {
      quoted = !quoted;
    } else if (backslashes > 0) {
      --i;  // what follows is looked at anew
    } else {
      argument += line[i];
    }
  }
  line.remove_prefix(i);
  return argument;
}

}  // namespace

std::string quote_argument(std::string_view argument) {
  if (!argument.empty() && argument.find_first_of(" \t\n\v\"") == std::string_view::npos) return std::string(argument);
  std::string quoted = "\"";
  std::size_t backslashes = 0;
  for (const char c : argument) {
    if (c == '\\') {
      ++backslashes;
      continue;
    }
    // Backslashes count only before a quotation mark: there 2n+1 of them mean n and a plain mark.
    quoted.append(c == '"' ? 2 * backslashes + 1 : backslashes, '\\');
    backslashes = 0;
    quoted += c;
  }
  quoted.append(2 * backslashes, '\\');
  return quoted + '"';
}

std::string command_line(std::span<const std::string> argv) {
  std::string line;
  for (const std::string& argument : argv) {
    if (!line.empty()) line += ' ';
    line += quote_argument(argument);
  }
  return line;
}

std::vector<std::string> split_command_line(std::string_view line) {
  const auto skip_blanks = [&] {
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  };
  std::vector<std::string> words;
  skip_blanks();
  if (!line.empty()) words.push_back(take_program(line));
  for (skip_blanks(); !line.empty(); skip_blanks()) words.push_back(take_argument(line));
  return words;
}

}  // namespace ddns::platform
