/** What the worker of the launcher's tests understands. */
export type ToSample =
  | { readonly type: 'echo'; readonly numbers: Float32Array }
  | { readonly type: 'print'; readonly text: string }
  | { readonly type: 'throw'; readonly sentence: string }
  | { readonly type: 'reject'; readonly sentence: string }
  | { readonly type: 'exit-after'; readonly messages: number };

export type FromSample =
  | { readonly type: 'echo'; readonly numbers: Float32Array }
  | { readonly type: 'count'; readonly index: number; readonly ballast: Float32Array }
  | { readonly type: 'failed'; readonly sentence: string };
