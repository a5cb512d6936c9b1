export function Logo({ size = 32, className }: { readonly size?: number; readonly className?: string | undefined }) {
  return (
    <svg className={className} width={size} height={size} viewBox="0 0 32 32" role="img" aria-label="Guichet">
      <path fill="currentColor" d="M6 28V13C6 7.5 10.5 3 16 3s10 4.500 10 10v15h-4V13a6 6 0 0 0-12 0v8h12v4H10v3z" />
    </svg>
  );
}
