/** What the pool and its workers tell each other. A worker has one request at a time. */

export interface WorkerRequest {
  readonly text: string;
  readonly rlimit: number;
}

export interface WorkerReply {
  readonly output: string;
}
