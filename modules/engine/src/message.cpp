#include "message.h"

namespace ddns::engine {

Message::Message(const Message& other) = default;
Message::Message(Message&& other) noexcept = default;
Message& Message::operator=(const Message& other) = default;
Message& Message::operator=(Message&& other) noexcept = default;
Message::~Message() = default;

Job::Job(const Job& other) = default;
Job::Job(Job&& other) noexcept = default;
Job& Job::operator=(const Job& other) = default;
Job& Job::operator=(Job&& other) noexcept = default;
Job::~Job() = default;

}  // namespace ddns::engine
