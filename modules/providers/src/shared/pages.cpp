#include "shared/pages.h"

#include <iterator>
#include <utility>

#include "ddns/core/text.h"

namespace ddns::providers {
namespace {

/// Far more than any account has records: a service that says "and more" for ever must not fill the memory.
constexpr std::size_t kMostPages = 10000;

}  // namespace

Result<std::vector<http::Json>> all_pages(const std::string& doing, const Listing& listing,
                                          const std::function<Result<http::Json>(PageAt)>& fetch) {
  std::vector<http::Json> all;
  for (PageAt at;; ++at.number) {
    at.offset = all.size();
    auto answer = fetch(at);
    const bool none = !answer && !listing.none.empty() && answer.error().service_code == listing.none;
    if (none) return all;
    if (!answer) return fail(std::move(answer).error());
    if (!answer->at(listing.items).is_array()) return fail(Reason::malformed, cat(doing, ": the answer has no list"));
    auto items = answer->items(listing.items);
    const bool empty = items.empty();
    all.insert(all.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
    const std::size_t had = listing.counts == Listing::Counts::pages ? at.number : all.size();
    if (at.number == kMostPages) return fail(Reason::malformed, cat(doing, ": the pages have no end"));
    if (empty || static_cast<std::int64_t>(had) >= answer->integer(listing.total)) return all;
  }
}

}  // namespace ddns::providers
