// `${dpapi:…}` and `${credential:…}`: what the system keeps, handed in by a function.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../../modules/config/src/references.h"
#include "ddns/core/text.h"

namespace ddns::config {
namespace {

using ::testing::HasSubstr;

struct Stores {
  std::vector<ipsource::SourceSpec> sources = {};
  Input input{.path_as_given = "/etc/ddns/config.yaml",
              .text = {},
              .environment = {},
              .read_file = {},
              .find_provider = {},
              .provider_ids = {},
              .sources = sources};
  Stores() {
    input.read_store = [](std::string_view store, std::string_view body) -> Result<std::string> {
      if (body == "nothing") return std::string();
      if (body == "broken") return fail(Reason::config, "made on another machine");
      return cat(store, '/', body);
    };
  }
  Result<std::string> resolve(std::string_view text) const { return References(input).resolve(text); }
};

TEST(SystemStores, stand_in_a_text) {
  const Stores stores;
  EXPECT_EQ(stores.resolve("a ${dpapi:AQAA+/=} b").value_or("?"), "a dpapi/AQAA+/= b");
  EXPECT_EQ(stores.resolve("${credential:git:https://x}").value_or("?"), "credential/git:https://x");
}

TEST(SystemStores, say_why_they_give_nothing) {
  const Stores stores;
  EXPECT_THAT(stores.resolve("${dpapi:broken}").error().message, HasSubstr("another machine"));
  EXPECT_THAT(stores.resolve("${credential:nothing}").error().message, HasSubstr("is empty"));
  EXPECT_THAT(stores.resolve("${dpapi:}").error().message, HasSubstr("must not be empty"));
}

TEST(SystemStores, may_not_be_there) {
  Stores stores;
  stores.input.read_store = {};
  EXPECT_THAT(stores.resolve("${dpapi:AQAA}").error().message, HasSubstr("cannot be read here"));
}

}  // namespace
}  // namespace ddns::config
