/** Tempera's mark: the density of a policy, with the action that it prefers. */
export function Mark() {
  return (
    <svg viewBox="0 0 26 26" width="26" height="26" aria-hidden="true">
      <path d="M3 21 C8 21 8 6 13 6 S18 21 23 21" fill="none" stroke="var(--ochre)" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="13" cy="6" r="2.6" fill="var(--vermilion)" />
    </svg>
  );
}
