#include "ddns/config/international.h"

#include <idn2.h>

#include <algorithm>
#include <memory>

#include "ddns/core/text.h"

namespace ddns::config {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool has_punycode(std::string_view text) {
  return std::ranges::any_of(split(text, '.'), [](auto label) { return iequals(label.substr(0, 4), "xn--"); });
}

/// What the library hands out, freed with its own function.
struct Freed {
  void operator()(char* text) const noexcept { idn2_free(text); }
};
using Text = std::unique_ptr<char, Freed>;

std::string_view what_is_wrong(int code) {
  switch (code) {
    case IDN2_DISALLOWED:
    case IDN2_UNASSIGNED:
    case IDN2_INVALID_NONTRANSITIONAL:
      return "it has a character that names cannot have (emoji, for one, are no letters)";
    case IDN2_TOO_BIG_LABEL:
    case IDN2_PUNYCODE_BIG_OUTPUT:
      return "in DNS's spelling a label would be longer than 63 characters";
    case IDN2_TOO_BIG_DOMAIN:
      return "in DNS's spelling it would be longer than 253 characters";
    case IDN2_PUNYCODE_BAD_INPUT:
    case IDN2_PUNYCODE_OVERFLOW:
      return "a label begins with xn-- and is no punycode; look for a typing mistake, or write it in its own letters";
    case IDN2_HYPHEN_STARTEND:
    case IDN2_2HYPHEN:
      return "a label has a hyphen at its end, or two as its third and fourth character";
    case IDN2_BIDI:
    case IDN2_DOT_IN_LABEL:
      return "letters that run right to left and left to right are mixed in a way that names cannot be";
    case IDN2_ENCODING_ERROR:
      return "it is not UTF-8";
    default:
      return "it cannot be a name in DNS";
  }
}

}  // namespace

Result<std::string> to_ascii_name(std::string_view text) {
  std::string given(text);
  if (given.find('\0') != std::string::npos) return fail(Reason::malformed, "it has a NUL character");
  char* out = nullptr;
  if (is_ascii(text)) {
    if (!has_punycode(text)) return given;
    const int code = idn2_to_unicode_8z8z(given.c_str(), &out, 0);
    const Text unicode(out);
    if (code != IDN2_OK) return fail(Reason::malformed, std::string(what_is_wrong(code)));
    return given;
  }
  const int code =
      idn2_to_ascii_8z(given.c_str(), &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_NO_ALABEL_ROUNDTRIP);
  const Text ascii(out);
  if (code != IDN2_OK) return fail(Reason::malformed, std::string(what_is_wrong(code)));
  return std::string(ascii.get());
}

std::string shown_name(const DomainName& name) {
  if (!has_punycode(name.text())) return name.text();
  char* out = nullptr;
  const int code = idn2_to_unicode_8z8z(name.text().c_str(), &out, 0);
  const Text unicode(out);
  if (code != IDN2_OK) return name.text();
  return cat(name.text(), " (", unicode.get(), ')');
}

}  // namespace ddns::config
