#include "integration/logfile/numbered.h"

#include <fstream>

#include <Poco/InflatingStream.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"

namespace ddns::logfile {
namespace {

constexpr std::string_view kMark = "\"message\":\"line number ";

void read_numbers(std::istream& in, const std::string& name, std::vector<std::size_t>& out) {
  std::size_t bad = 0;
  for (std::string line; std::getline(in, line);) {
    const auto at = line.find(kMark);
    const auto begin = at + kMark.size();
    const auto end = at == std::string::npos ? at : line.find('"', begin);
    const auto number = end == std::string::npos
                            ? std::nullopt
                            : to_number<std::size_t>(std::string_view(line).substr(begin, end - begin));
    const bool whole =
        line.rfind("{\"@timestamp\":\"") == 0 && line.ends_with('}') && line.find('\0') == std::string::npos;
    // Parsing all of them would take longer than writing them.
    if (!number || !whole || (*number % 500 == 0 && !nlohmann::json::accept(line))) {
      if (++bad <= 3)
        ADD_FAILURE() << "in " << name << " after number " << (out.empty() ? 0 : out.back()) << ": " << line;
      continue;
    }
    out.push_back(*number);
  }
  EXPECT_EQ(bad, 0U) << "lines of " << name << " are none";
}

}  // namespace

Writer::Writer(log::Logger& logger, std::size_t lines)
    : thread_([this, &logger, lines] {
        for (std::size_t i = 0; i < lines; ++i) {
          const log::Field field{"dns.question.name", std::string("home.example.com")};
          logger.write(log::Level::info, "test", cat("line number ", i), {&field, 1});
          written_ = i + 1;
        }
        done_ = true;
      }) {}

std::vector<std::size_t> numbers_in(const std::vector<std::filesystem::path>& files) {
  std::vector<std::size_t> out;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    EXPECT_TRUE(in) << file;
    if (file.extension() == ".gz") {
      Poco::InflatingInputStream plain(in, Poco::InflatingStreamBuf::STREAM_GZIP);
      read_numbers(plain, file.string(), out);
    } else {
      read_numbers(in, file.string(), out);
    }
  }
  return out;
}

void expect_every_line_once(const std::vector<std::size_t>& numbers, std::size_t lines) {
  EXPECT_EQ(numbers.size(), lines);
  std::size_t next = 0;
  for (const std::size_t number : numbers) {
    ASSERT_EQ(number, next) << (number < next ? "a line is there twice, or too late" : "a line is lost");
    ++next;
  }
}

}  // namespace ddns::logfile
