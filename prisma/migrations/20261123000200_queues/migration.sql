-- Where the queues live when there is no Redis. The tables are BullMQ's own and are made by the worker when it starts, as
-- the version of BullMQ in use wants them; this only gives it a place that nothing else is in.
CREATE SCHEMA IF NOT EXISTS bullmq;
GRANT USAGE, CREATE ON SCHEMA bullmq TO modelhub_worker;
