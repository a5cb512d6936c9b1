import sharp from 'sharp';

/** For a process that opens what strangers send: one picture at a time, nothing of one person kept for the next, and no decoder but the three that the gate knows. */
export function narrowSharp(): void {
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] });
}
