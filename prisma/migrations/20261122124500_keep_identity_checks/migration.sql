-- CreateTable
CREATE TABLE "IdentityStill" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "idempotencyKey" TEXT NOT NULL,
    "check" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "sealed" BYTEA,
    "takenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IdentityStill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdentityVerification" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "flowRunId" TEXT NOT NULL,
    "nodeRunId" TEXT NOT NULL,
    "idempotencyKey" TEXT NOT NULL,
    "check" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "engineVersion" TEXT NOT NULL,
    "decidedByRole" TEXT NOT NULL,
    "decidedById" TEXT,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "sealed" BYTEA,

    CONSTRAINT "IdentityVerification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "IdentityStill_idempotencyKey_key" ON "IdentityStill"("idempotencyKey");

-- CreateIndex
CREATE INDEX "IdentityStill_sessionId_idx" ON "IdentityStill"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "IdentityVerification_idempotencyKey_key" ON "IdentityVerification"("idempotencyKey");

-- CreateIndex
CREATE INDEX "IdentityVerification_sessionId_decidedAt_idx" ON "IdentityVerification"("sessionId", "decidedAt");

-- AddForeignKey
ALTER TABLE "IdentityStill" ADD CONSTRAINT "IdentityStill_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityVerification" ADD CONSTRAINT "IdentityVerification_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
