-- AlterTable
ALTER TABLE "IdentityStill" ADD COLUMN     "nodeRunId" TEXT,
ADD COLUMN     "reading" BYTEA;

-- CreateTable
CREATE TABLE "ShownDocument" (
    "sessionId" TEXT NOT NULL,
    "documentHash" TEXT NOT NULL,
    "nameHash" TEXT,
    "customerHash" TEXT,
    "shownAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ShownDocument_pkey" PRIMARY KEY ("sessionId","documentHash")
);

-- CreateTable
CREATE TABLE "BlockedDocument" (
    "documentHash" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "listedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "BlockedDocument_pkey" PRIMARY KEY ("documentHash")
);

-- CreateIndex
CREATE INDEX "ShownDocument_documentHash_shownAt_idx" ON "ShownDocument"("documentHash", "shownAt");

-- AddForeignKey
ALTER TABLE "ShownDocument" ADD CONSTRAINT "ShownDocument_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
