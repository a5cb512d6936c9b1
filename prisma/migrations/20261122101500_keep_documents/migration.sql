-- CreateTable
CREATE TABLE "SessionDocument" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "idempotencyKey" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "signerKind" TEXT,
    "hash" TEXT NOT NULL,
    "originalHash" TEXT,
    "pages" INTEGER NOT NULL,
    "sealed" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SessionDocument_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "SessionDocument_idempotencyKey_key" ON "SessionDocument"("idempotencyKey");

-- CreateIndex
CREATE INDEX "SessionDocument_sessionId_idx" ON "SessionDocument"("sessionId");

-- AddForeignKey
ALTER TABLE "SessionDocument" ADD CONSTRAINT "SessionDocument_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
