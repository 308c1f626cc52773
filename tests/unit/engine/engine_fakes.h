#pragma once

// The world around the engine, in memory: everything here is safe to use from several threads. Headers only, because
// the library of test helpers knows nothing of the upper rooms.
#include "support/fake_http.h"
#include "support/fake_provider.h"
#include "support/fake_source.h"
#include "support/memory_store.h"
#include "support/name_servers.h"
#include "support/record_values.h"
#include "support/recording_sink.h"
