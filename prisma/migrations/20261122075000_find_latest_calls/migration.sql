-- CreateIndex
CREATE INDEX "Call_status_endedAt_idx" ON "Call"("status", "endedAt");

