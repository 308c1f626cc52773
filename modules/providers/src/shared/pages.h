#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ddns/core/result.h"
#include "ddns/http/json.h"

namespace ddns::providers {

/// Where a walk through pages stands: services count pages from 1, or elements from 0.
struct PageAt {
  std::size_t number = 1;
  std::size_t offset = 0;
};

/// How a service's paged answers are read; JSON pointers.
struct Listing {
  std::string_view items;  ///< the list
  std::string_view total;  ///< how many there are in all; a missing number ends the walk
  enum class Counts : std::uint8_t { elements, pages } counts = Counts::elements;
  std::string_view none = {};  ///< the error code by which the service tells an empty list
};

/// The elements of every page. `fetch` makes one call. An empty page ends the walk whatever the total says, and a
/// service that gives fewer elements a page than asked for is walked to its end all the same. Errors: those of `fetch`;
/// malformed when an answer has no list, which is then not taken for an empty one, and when there is no end to the
/// pages.
[[nodiscard]] Result<std::vector<http::Json>> all_pages(const std::string& doing, const Listing& listing,
                                                        const std::function<Result<http::Json>(PageAt)>& fetch);

}  // namespace ddns::providers
