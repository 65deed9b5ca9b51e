// Stands between Confluent.Kafka and the system's librdkafka. It links librdkafka.so.1, so every symbol looked up in it is
// found there, and defines the functions that Confluent.Kafka binds and librdkafka before 2.1 lacks. They forward to the
// system's own where it has them, and otherwise answer as librdkafka does for a message without a leader epoch: -1.
#include <cstdint>
#include <dlfcn.h>

namespace {

template <typename Function>
Function system_function(const char *name) {
    static void *const library = dlopen("librdkafka.so.1", RTLD_LAZY | RTLD_NOLOAD);
    return library == nullptr ? nullptr : reinterpret_cast<Function>(dlsym(library, name));
}

using Get = int32_t (*)(const void *);
using Set = void (*)(void *, int32_t);

const Get message_epoch = system_function<Get>("rd_kafka_message_leader_epoch");
const Get partition_epoch = system_function<Get>("rd_kafka_topic_partition_get_leader_epoch");
const Set set_partition_epoch = system_function<Set>("rd_kafka_topic_partition_set_leader_epoch");

}

extern "C" {

int32_t rd_kafka_message_leader_epoch(const void *message) {
    return message_epoch == nullptr ? -1 : message_epoch(message);
}

int32_t rd_kafka_topic_partition_get_leader_epoch(const void *partition) {
    return partition_epoch == nullptr ? -1 : partition_epoch(partition);
}

void rd_kafka_topic_partition_set_leader_epoch(void *partition, int32_t epoch) {
    if (set_partition_epoch != nullptr) {
        set_partition_epoch(partition, epoch);
    }
}

}
