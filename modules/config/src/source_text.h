#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/diagnostic.h"
#include "ddns/schema/node.h"

namespace ddns::config {

/// A file's text as the YAML parser gets it, and the way back from the parser's marks to what an editor shows. A byte
/// order mark is gone, and in JSON (which YAML includes but for this) surrogate pairs have become one escape.
class SourceText {
 public:
  SourceText(std::string file, std::string_view raw);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  [[nodiscard]] bool is_json() const noexcept { return is_json_; }

  /// Line and column count from 0, the column in bytes, as yaml-cpp's marks do. Columns of a Place are characters.
  [[nodiscard]] schema::Place place(int line, int column) const;
  /// For an offset into text().
  [[nodiscard]] schema::Place place_at(std::size_t offset) const;
  /// The text from there on.
  [[nodiscard]] std::string_view from(int line, int column) const noexcept;

 private:
  [[nodiscard]] std::size_t offset(int line, int column) const noexcept;
  /// Characters of the file before an offset into text().
  [[nodiscard]] std::size_t characters(std::size_t offset) const noexcept;

  std::string file_;
  std::string text_;
  bool is_json_ = false;
  std::vector<std::size_t> lines_;  ///< offset of each line's first byte
  /// Characters before every so many bytes: a file may be one long line, and every value in it has a place.
  std::vector<std::size_t> counted_;
  std::vector<std::size_t> shorter_;  ///< offsets of escapes that were two characters longer in the file
};

/// What the parser would not notice, or only where it does not help: too large, not UTF-8, control characters, tabs as
/// indentation. Empty = go on.
[[nodiscard]] Diagnostics check_text(const SourceText& source);

}  // namespace ddns::config
