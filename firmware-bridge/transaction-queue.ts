/** Lets one transaction at a time onto a half-duplex bus, in the order in which they were asked for. */
export class TransactionQueue {
  private tail: Promise<unknown> = Promise.resolve();

  run<Result>(transaction: () => Promise<Result>): Promise<Result> {
    const result = this.tail.then(transaction, transaction);
    this.tail = result.catch(() => undefined);
    return result;
  }
}
