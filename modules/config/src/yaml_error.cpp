#include "yaml_error.h"

#include <array>

namespace ddns::config {
namespace {

struct Row {
  std::string_view begins;  ///< of yaml-cpp's message (yaml-cpp/exceptions.h)
  YamlProblem problem;
};

constexpr YamlProblem kStar{"a text that begins with `*` must be quoted", "write \"*.example.com\""};
constexpr YamlProblem kAt{"a text that begins with `@` must be quoted", "write \"@\""};
constexpr YamlProblem kQuoteIt{"a text that begins with this character must be quoted", "put it in \"double quotes\""};

constexpr std::array kRows{
    Row{"the referenced anchor is not defined", kStar},
    Row{"alias not found", kStar},
    Row{"illegal character found while scanning alias", kStar},
    Row{"anchor not found", kQuoteIt},
    Row{"illegal character found while scanning anchor", kQuoteIt},
    Row{"illegal tab", {"a tab is used to indent", "use spaces"}},
    Row{"illegal map value",
        {"a `:` is not expected here",
         "check the indentation of this line and the one above, and quote texts that hold `: `"}},
    Row{"illegal map key", {"a key is not expected here", "check the indentation of this line and the one above"}},
    Row{"illegal block entry", {"a list element is not expected here", "begin a list on its own line, below its key"}},
    Row{"end of map not found",
        {"this does not fit what stands above",
         "check the indentation, and that nothing follows a closing quote on the same line"}},
    Row{"end of sequence not found",
        {"this does not fit the list above", "check the indentation; every element begins with `- `"}},
    Row{"end of map flow not found", {"a `,` or a `}` is missing before this", "see where the `{` was opened"}},
    Row{"end of sequence flow not found", {"a `,` or a `]` is missing before this", "see where the `[` was opened"}},
    Row{"illegal flow end", {"this bracket closes nothing", "remove it, or open it above"}},
    Row{"unknown escape character",
        {"an unknown escape in double quotes", "write \\\\ for a backslash, or use single quotes"}},
    Row{"invalid unicode", {"this escape is no character", "write the character itself, or \\UXXXXXXXX"}},
    Row{"bad character found while scanning hex", {"this escape is not a hexadecimal number", ""}},
    Row{"illegal EOF in scalar", {"the file ends inside quotes", "close the quotes"}},
    Row{"illegal document indicator in scalar", {"a document ends inside quotes", "close the quotes"}},
};

}  // namespace

YamlProblem explain(std::string_view yaml_message, std::string_view rest) noexcept {
  for (const auto& [begins, problem] : kRows) {
    if (yaml_message.starts_with(begins)) return problem;
  }
  const char first = rest.empty() ? '\0' : rest.front();
  if (first == '@') return kAt;
  if (first == '%' || first == '`' || first == '!' || first == '&') return kQuoteIt;
  return {"this is not YAML", "check the indentation and the quotes around here"};
}

}  // namespace ddns::config
