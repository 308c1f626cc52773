#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "fuzz/fuzz.h"

// The JSON reader with a pointer: the input is a pointer, a NUL and a document.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ddns;
  fuzz::Input input(data, size);
  const auto pointer = input.text();
  const auto document = http::Json::parse(input.rest());
  if (!document) {
    fuzz::require(is_utf8(document.error().message), "messages are UTF-8 whatever came");
    return 0;
  }
  for (const std::string_view path : {pointer, std::string_view("/result/0/id"), std::string_view("")}) {
    const auto found = document->at(path);
    (void)found.as_text();
    (void)found.as_integer();
    (void)found.as_bool();
    (void)found.string("/x");
    (void)found.need_text("/x");
    fuzz::require(found.items().size() == (found.is_array() ? found.size() : 0), "an array has its elements");
  }
  return 0;
}
