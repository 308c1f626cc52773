#include "ddns/core/text.h"
#include "nodes.h"
#include "support/posix_path.h"

namespace ddns::schema::test {
namespace {

using ddns::test::posix_path;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

struct Outcome {
  Values values;
  Diagnostics diagnostics;
};

Outcome read_with(const Schema& schema, const Node& node, const std::vector<std::string>& also_known = {},
                  const Resolver& resolve = {}) {
  Outcome out;
  out.values = read(schema, node, resolve, also_known, out.diagnostics);
  return out;
}

Outcome read_one(Field field, Node value) {
  const std::string key = field.key;
  return read_with({{std::move(field)}}, one(key, std::move(value)));
}

Result<std::string> resolve_for_test(std::string_view written) {
  if (written.find("${env:TOKEN}") != std::string_view::npos) return replace_all(written, "${env:TOKEN}", "t0p-s3cret");
  return fail(Reason::config, "the environment has no such variable");
}

TEST(ReadSettings, reads_every_kind) {
  const Schema schema{{{"text", Kind::text},
                       {"secret", Kind::secret},
                       {"integer", Kind::integer},
                       {"boolean", Kind::boolean},
                       {"duration", Kind::duration},
                       {"size", Kind::size},
                       {.key = "choice", .kind = Kind::choice, .choices = {"json", "text"}},
                       {"url", Kind::url},
                       {"domain", Kind::domain},
                       {"address", Kind::address},
                       {"prefix", Kind::prefix},
                       {"path", Kind::path},
                       {"list", Kind::text_list},
                       {"map", Kind::text_map}}};
  const auto [values, diagnostics] = read_with(schema, map({{"text", text("hello world")},
                                                            {"secret", text("hush")},
                                                            {"integer", text("-7")},
                                                            {"boolean", text("True")},
                                                            {"duration", text("1h30m")},
                                                            {"size", text("10MiB")},
                                                            {"choice", text("json")},
                                                            {"url", text("https://api.example.com/v1?a=b")},
                                                            {"domain", text("Home.Example.COM.")},
                                                            {"address", text("2001:DB8:0::1")},
                                                            {"prefix", text("192.0.2.0/24")},
                                                            {"path", text("data/../hosts")},
                                                            {"list", list({text("a"), text("b")})},
                                                            {"map", map({{"X-One", text("1")}, {"A", text("2")}})}}));
  EXPECT_FALSE(has_errors(diagnostics));
  EXPECT_EQ(values.text("text"), "hello world");
  EXPECT_EQ(values.secret("secret").reveal(), "hush");
  EXPECT_EQ(values.integer("integer"), -7);
  EXPECT_TRUE(values.boolean("boolean"));
  EXPECT_EQ(values.duration("duration"), std::chrono::minutes{90});
  EXPECT_EQ(values.size("size"), 10U * 1024 * 1024);
  EXPECT_EQ(values.text("choice"), "json");
  EXPECT_EQ(values.text("url"), "https://api.example.com/v1?a=b");
  EXPECT_EQ(values.text("domain"), "home.example.com");
  EXPECT_EQ(values.domain("domain"), *DomainName::parse("home.example.com"));
  EXPECT_EQ(values.text("address"), "2001:db8::1");
  EXPECT_EQ(values.text("prefix"), "192.0.2.0/24");
  EXPECT_EQ(posix_path(values.text("path")), "/etc/x/hosts");
  EXPECT_THAT(values.list("list"), ElementsAre("a", "b"));
  EXPECT_THAT(values.map("map"), ElementsAre(Pair("X-One", "1"), Pair("A", "2")));
}

struct Bad {
  Field field;
  Node value;
  std::string expected;
};

class BadValue : public ::testing::TestWithParam<Bad> {};

TEST_P(BadValue, is_one_error_at_its_place) {
  const auto& [field, value, expected] = GetParam();
  const auto outcome = read_one(field, value);
  EXPECT_THAT(said(outcome.diagnostics), ElementsAre(expected));
  EXPECT_FALSE(outcome.values.has(field.key));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, BadValue,
    ::testing::Values(
        Bad{{"x", Kind::text}, list({}), "2:10: error: `x` must be a text, not a list"},
        Bad{{"x", Kind::text}, map({}), "2:10: error: `x` must be a text, not a map"},
        Bad{{"x", Kind::text}, null(), "2:1: error: `x` has no value (write one, or remove the line)"},
        Bad{{.key = "x", .help = "The user's name", .required = true},
            text(""),
            "2:10: error: `x` is empty (The user's name)"},
        Bad{{"x", Kind::secret}, text(""), "2:10: error: `x` is empty"},
        Bad{{"x", Kind::secret}, list({text("hush")}), "2:10: error: `x` must be a text, not a list"},
        Bad{{"x", Kind::integer}, text("ten"), "2:10: error: `x` must be a whole number, not `ten`"},
        Bad{{"x", Kind::integer}, text("1e3"), "2:10: error: `x` must be a whole number, not `1e3`"},
        Bad{{"x", Kind::integer}, text("0x10"), "2:10: error: `x` must be a whole number, not `0x10`"},
        Bad{{"x", Kind::integer},
            text("0755"),
            "2:10: error: `x` must be a whole number, not `0755` (write the number without a leading zero)"},
        Bad{{"x", Kind::integer},
            text("99999999999999999999"),
            "2:10: error: `x` must be a whole number, not `99999999999999999999`"},
        Bad{{.key = "x", .kind = Kind::integer, .min = 1, .max = 9}, text("0"), "2:10: error: `x` must be at least 1"},
        Bad{{.key = "x", .kind = Kind::integer, .min = 1, .max = 9}, text("10"), "2:10: error: `x` must be at most 9"},
        Bad{{"x", Kind::boolean}, text("yes"), "2:10: error: `x` must be true or false, not `yes`"},
        Bad{{"x", Kind::duration},
            text("5 minutes"),
            "2:10: error: `x` must be a duration such as 5m, not this value (write 300, 90s, 5m, 1h30m or 250ms)"},
        Bad{{.key = "x", .kind = Kind::duration, .min = 5000}, text("4s"), "2:10: error: `x` must be at least 5s"},
        Bad{{.key = "x", .kind = Kind::duration, .max = 86'400'000},
            text("25h"),
            "2:10: error: `x` must be at most 1d"},
        Bad{{"x", Kind::size},
            text("10 MB"),
            "2:10: error: `x` must be a size such as 10MiB, not this value (write 4096, 512KiB or 10MiB)"},
        Bad{{"x", Kind::size},
            text("9223372036854775808"),
            "2:10: error: `x` must be a size such as 10MiB, not `9223372036854775808` (write 4096, 512KiB or 10MiB)"},
        Bad{{.key = "x", .kind = Kind::size, .min = 65536}, text("1KiB"), "2:10: error: `x` must be at least 64KiB"},
        Bad{{.key = "x", .kind = Kind::choice, .choices = {"json", "text"}},
            text("jsno"),
            "2:10: error: `x` must be one of json, text, not `jsno` (did you mean `json`?)"},
        Bad{{.key = "x", .kind = Kind::choice, .choices = {"json", "text"}},
            text("JSON"),
            "2:10: error: `x` must be one of json, text, not `JSON` (did you mean `json`?)"},
        Bad{{"x", Kind::url},
            text("example.com"),
            "2:10: error: `x` must be a URL (write https://host or https://host:port/path)"},
        Bad{{"x", Kind::url},
            text("ftp://example.com"),
            "2:10: error: `x` must be a URL (write https://host or https://host:port/path)"},
        Bad{{"x", Kind::url},
            text("https:///path"),
            "2:10: error: `x` is not a complete URL (write https://host or https://host:port/path)"},
        Bad{{"x", Kind::url},
            text("https://example.com/a b"),
            "2:10: error: `x` is not a complete URL (write https://host or https://host:port/path)"},
        Bad{{"x", Kind::url},
            text("https://me:hush@example.com/"),
            "2:10: error: `x` must not hold a user or a password (use the settings made for them)"},
        Bad{{"x", Kind::domain}, text("a..b"), "2:10: error: `x` must be a domain name, not `a..b`"},
        Bad{{"x", Kind::domain}, text(""), "2:10: error: `x` must be a domain name, not an empty text"},
        Bad{{"x", Kind::domain},
            text("bücher.example"),
            "2:10: error: `x` holds letters beyond ASCII: `bücher.example` (write the name in its punycode form "
            "(xn--…))"},
        Bad{{"x", Kind::address}, text("192.0.2.256"), "2:10: error: `x` must be an IP address, not `192.0.2.256`"},
        Bad{{"x", Kind::prefix},
            text("192.0.2.1/24"),
            "2:10: error: `x` must be a network such as 192.0.2.0/24, not `192.0.2.1/24` (the bits behind the length "
            "must be zero)"},
        Bad{{"x", Kind::path}, text(""), "2:10: error: `x` is empty"},
        Bad{{"x", Kind::text_list}, map({}), "2:10: error: `x` must be a list of texts, not a map"},
        Bad{{"x", Kind::text_map}, text("a"), "2:10: error: `x` must be a map of names to texts, not a text"},
        Bad{{"x", Kind::text_map}, list({}), "2:10: error: `x` must be a map of names to texts, not a list"},
        Bad{{"x", Kind::text_map}, null(), "2:10: error: `x` must be a map of names to texts, not nothing"},
        Bad{{.key = "x",
             .check = [](std::string_view) -> std::optional<std::string> { return "an even number of letters only"; }},
            text("abc"),
            "2:10: error: `x`: an even number of letters only"}));

TEST(ReadSettings, says_which_element_of_a_list_is_wrong) {
  const Field field{.key = "x", .kind = Kind::text_list, .check = [](std::string_view element) {
                      return element == "b" ? std::optional<std::string>("no b here") : std::nullopt;
                    }};
  const auto outcome = read_one(field, list({text("a", 3, 5), text("b", 4, 5), list({}, 5), null(6, 5)}));
  EXPECT_THAT(said(outcome.diagnostics),
              ElementsAre("4:5: error: `x`: no b here", "5:1: error: `x` must be a list of texts, not a list",
                          "6:5: error: `x` must be a list of texts, not nothing"));
}

TEST(ReadSettings, takes_a_single_text_for_a_list_of_one) {
  EXPECT_THAT(read_one({"x", Kind::text_list}, text("a")).values.list("x"), ElementsAre("a"));
}

TEST(ReadSettings, refuses_an_empty_list_only_when_it_is_required) {
  EXPECT_TRUE(read_one({"x", Kind::text_list}, list({})).values.has("x"));
  EXPECT_THAT(said(read_one({.key = "x", .kind = Kind::text_list, .required = true}, list({})).diagnostics),
              ElementsAre("2:10: error: `x` is empty"));
}

TEST(ReadSettings, names_the_nearest_key_for_an_unknown_one) {
  const Schema schema{{{"domain", Kind::domain}}};
  const auto outcome =
      read_with(schema, map({{"domian", text("a")}, {"provder", text("b")}, {"zzz", text("c")}}), {"provider", "id"});
  EXPECT_THAT(said(outcome.diagnostics), ElementsAre("2:1: error: unknown key `domian` (did you mean `domain`?)",
                                                     "3:1: error: unknown key `provder` (did you mean `provider`?)",
                                                     "4:1: error: unknown key `zzz`"));
}

TEST(ReadSettings, does_not_call_missing_what_was_misspelt) {
  const Schema schema{{{.key = "domain", .required = true}, {.key = "token", .required = true}}};
  EXPECT_THAT(
      said(read_with(schema, one("domian", text("a"))).diagnostics),
      ElementsAre("2:1: error: unknown key `domian` (did you mean `domain`?)", "1:1: error: `token` is missing"));
}

TEST(ReadSettings, leaves_keys_of_others_alone) {
  EXPECT_THAT(read_with({}, map({{"id", list({})}}), {"id"}).diagnostics, IsEmpty());
}

TEST(ReadSettings, does_not_show_an_unknown_key_that_may_be_a_secret) {
  const auto outcome = read_with({}, one("s3cr3tt0ken", text("x")));
  EXPECT_THAT(said(outcome.diagnostics), ElementsAre("2:1: error: unknown key"));
}

TEST(ReadSettings, reports_every_missing_setting_at_the_map) {
  const Schema schema{{{.key = "a", .help = "The first", .required = true},
                       {.key = "b", .required = true},
                       {.key = "c", .required = false}}};
  EXPECT_THAT(said(read_with(schema, map({})).diagnostics),
              ElementsAre("1:1: error: `a` is missing (The first)", "1:1: error: `b` is missing"));
  EXPECT_THAT(said(read_with(schema, null(7, 3)).diagnostics),
              ElementsAre("7:3: error: `a` is missing (The first)", "7:3: error: `b` is missing"));
}

TEST(ReadSettings, refuses_what_is_no_map) {
  EXPECT_THAT(said(read_with({}, text("x")).diagnostics),
              ElementsAre("1:1: error: a map is expected here (write `key: value` lines)"));
}

TEST(ReadSettings, fills_in_defaults_of_every_shape) {
  const Schema schema{{{.key = "n", .kind = Kind::integer, .default_text = "7"},
                       {.key = "d", .kind = Kind::duration, .default_text = "5m"},
                       {.key = "l", .kind = Kind::text_list, .default_text = "[a, \"b\"]"},
                       {.key = "m", .kind = Kind::text_list, .default_text = "a"},
                       {.key = "none", .kind = Kind::text}}};
  const auto [values, diagnostics] = read_with(schema, map({}));
  EXPECT_THAT(diagnostics, IsEmpty());
  EXPECT_EQ(values.integer("n"), 7);
  EXPECT_EQ(values.duration("d"), std::chrono::minutes{5});
  EXPECT_THAT(values.list("l"), ElementsAre("a", "b"));
  EXPECT_THAT(values.list("m"), ElementsAre("a"));
  EXPECT_FALSE(values.has("none"));
}

TEST(ReadSettings, does_not_replace_a_wrong_value_by_its_default) {
  const auto outcome = read_one({.key = "n", .kind = Kind::integer, .default_text = "7"}, text("x"));
  EXPECT_TRUE(has_errors(outcome.diagnostics));
  EXPECT_FALSE(outcome.values.has("n"));
}

TEST(ReadSettings, warns_of_a_secret_in_the_file_without_quoting_it) {
  const auto outcome = read_one({"token", Kind::secret}, text("hush"));
  ASSERT_EQ(outcome.diagnostics.size(), 1U);
  EXPECT_EQ(outcome.diagnostics[0].severity, Diagnostic::Severity::warning);
  EXPECT_THAT(outcome.diagnostics[0].to_string(), HasSubstr("`token` is written into this file"));
  EXPECT_THAT(outcome.diagnostics[0].to_string(), Not(HasSubstr("hush")));
}

TEST(ReadSettings, does_not_warn_of_a_secret_from_the_environment) {
  auto node = one("token", text("hush"));
  std::get<Node::Map>(node.value)[0].second.place = {"environment DDNS_TOKEN", 0, 0};
  EXPECT_THAT(read_with({{{"token", Kind::secret}}}, node).diagnostics, IsEmpty());
}

TEST(ReadSettings, resolves_references_in_every_shape) {
  const Schema schema{
      {{"s", Kind::secret}, {"t", Kind::text}, {"p", Kind::path}, {"l", Kind::text_list}, {"m", Kind::text_map}}};
  const auto [values, diagnostics] = read_with(schema,
                                               map({{"s", text("${env:TOKEN}")},
                                                    {"t", text("a-${env:TOKEN}-b")},
                                                    {"p", text("/x/${env:TOKEN}")},
                                                    {"l", list({text("${env:TOKEN}")})},
                                                    {"m", map({{"k", text("${env:TOKEN}")}})}}),
                                               {}, resolve_for_test);
  EXPECT_THAT(diagnostics, IsEmpty());
  EXPECT_EQ(values.secret("s").reveal(), "t0p-s3cret");
  EXPECT_EQ(values.text("t"), "a-t0p-s3cret-b");
  EXPECT_EQ(posix_path(values.text("p")), "/x/t0p-s3cret");
  EXPECT_THAT(values.list("l"), ElementsAre("t0p-s3cret"));
  EXPECT_THAT(values.map("m"), ElementsAre(Pair("k", "t0p-s3cret")));
}

TEST(ReadSettings, says_what_is_wrong_with_a_reference) {
  const auto outcome = read_with({{{"s", Kind::secret}}}, one("s", text("${env:OTHER}")), {}, resolve_for_test);
  EXPECT_THAT(said(outcome.diagnostics), ElementsAre("2:10: error: `s`: the environment has no such variable"));
}

TEST(ReadSettings, never_quotes_what_a_reference_gave) {
  for (const Kind kind : {Kind::integer, Kind::boolean, Kind::duration, Kind::size, Kind::choice, Kind::url,
                          Kind::domain, Kind::address, Kind::prefix}) {
    const Field field{.key = "x", .kind = kind, .choices = {"top-s3cret"}};
    const auto outcome = read_with({{field}}, one("x", text("${env:TOKEN} ")), {}, resolve_for_test);
    ASSERT_EQ(outcome.diagnostics.size(), 1U) << static_cast<int>(kind);
    EXPECT_THAT(outcome.diagnostics[0].to_string(), Not(HasSubstr("t0p"))) << static_cast<int>(kind);
  }
}

TEST(ReadSettings, takes_a_relative_path_from_the_working_folder_when_there_is_no_file) {
  auto node = one("p", text("hosts"));
  std::get<Node::Map>(node.value)[0].second.place = {"environment DDNS_P", 0, 0};
  const auto path = posix_path(read_with({{{"p", Kind::path}}}, node).values.text("p"));
  EXPECT_EQ(path.front(), '/');
  EXPECT_TRUE(path.ends_with("/hosts")) << path;
  EXPECT_THAT(path, Not(HasSubstr("environment")));
}

TEST(ReadSettings, reads_the_first_of_two_equal_keys) {
  Node node{.place = {"f", 1, 1},
            .value = Node::Map{{text("a"), text("1")}, {text("a"), text("2")}, {list({}), text("3")}}};
  const auto outcome = read_with({{{"a", Kind::text}}}, node);
  EXPECT_EQ(outcome.values.text("a"), "1");
  EXPECT_THAT(outcome.diagnostics, IsEmpty());
}

}  // namespace
}  // namespace ddns::schema::test
