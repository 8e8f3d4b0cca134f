using System.Security.Cryptography;
using Interop.Protocol.Serialization.Signing;

namespace Interop.Protocol.Tests.Serialization.Signing;

/// <summary>OpenSSL and our own arithmetic take each other's signatures; no system has both in use.</summary>
public sealed class RsaPssTests
{
    // Lengths the framework does not make: the encoded message of the first fills whole bytes, one byte less than the signature; that of the
    // second has one bit in its first byte.
    private const string Key1025 =
        "MIICXQIBAAKBgQFoKr+qH0zZ+i4v6HIsnGdEnVo2AvA8+2vNFrrenuKz0+noit7etElAyACoZZB8I9bzDWis+lp6iXLHiFZ5HvEbi3CpElVPPN"
        + "tex8sapZhOie2QyNTqhamRwt1J7RyZEMwZ+NDpMMh/NbvggvH05biVmhnBbucJmiBzPQ14GWjh/wIDAQABAoGBAWI+IZOnA4SloAX430tnbd67"
        + "0X2sODQSqf3m7FeH+Lwco0TYScrLkf0IejUm6Axhh8o5FwqDlrhNNjpwq3Sn7UTIWq8Hj5VwzZLKV9XcQaBx221jsr6jTbPTMOnQY/qRnA5ByE"
        + "r0YTSxWZBK7S8vWcDl27TB2T26tFQ4icv672DpAkEBtDOJ0aZep/viogaMrDxJ5NO9pi/JjuLUdDbihVZGZzlHkJB7N3x+LLXj9kGVJCyE/SEM"
        + "dlRF8yqu3DirCgr6jQJBANNgaFDRM7jzP7ONa9KXbuen89MLG6hnsEwFm+5zHKGs+Izh/Or+rKJj8zbtFxRCGCslO6287nkqC2KxnofikbsCQQ"
        + "EMs47bYcP/cO+r5aL0WnMejbzOybM83MgJCuJBRuM5pRRLnmT4yiyjeCyEPuQTk4UctSYLImCwqYNrz1C1cAvlAkAg+blMYlafU9NsP3PCtr0m"
        + "hp0TH3iBHSvzsCxTVsHwtvtPfzHltzVXYCBhQTuIfYcns/dLc14AqP59txf0OvRhAkBNVgVvnFlhZfKyjYaLeutts5ptxiQNMRETu5ClcNHNh9"
        + "gqoY9XuQlpZ1oBxGTJx7zehCVkKO2M8cSq1x/3w6fN";

    private const string Key1034 =
        "MIICYAIBAAKBggK3GftA3/YcHSVrFHidrVysYw7VD3hCzml/WAEJaGP63mRtxQzlIJ4D3XO6hoGhtAbvvSVjJtYVtzUKbMuydfLU1O4UgmWK0Y"
        + "Iw8Swh1OcetHBUsOvtBxgZSP8QutsxirJmhqlRjIt9GINJEuy6H4JwYPSMpagcnYKK/RTbcONB45ECAwEAAQKBgRLLVQvQAmuILjbS+t/ojBTt"
        + "KL2CCZJk2l1jF8QVWn6x/K0rIsofM6aPGk30zRR+NaHNz3D639b+eSSrBGby4Xn2SsNMAY4qqjevP82lMxY0rJ2ZSwXvYrrpCzMzYFLomrYUgt"
        + "/Dc4q97JK04ck4glyaUqf2g1rx+w13xtKVVjigAQJBGynQsuq/4VuwTUSYnh4nFevD7GV8pYwcYoNbjacIluKNM+WmSZfVEN4N4m62jg0nyq7y"
        + "lVyq+g+7369isVCwC4ECQRmW9fmKqM+71WBd3yxHB9WWJr2AMZ9In1EV90KnZ86X/Bu6Yhzpg/1XtFVnwDPm9wHdQObJNeyM5KpbTopKoSARAk"
        + "EBhgrqvjgdD+OHsf1NgSt4E01eCSNAtecxr2SHQYM9019QNeVp41ZUJ+BnfwZGWX6N49o/fn8on5FOLqw+feQiAQJBFw47amzysc+TbTLGi5cn"
        + "yNly6BPjIZcF68G1uHkp/ypSfA0Oruv5/r0Rfk1vD5ROAoD9I7IwAoPi1lZTyid5SnECQRU8VILuBMpKpHp/zOorses15rDuppPpRDW7x2qgV8"
        + "NGNLmT9hlDEQmYpk4DfZ9TrvrTqC+d8enDgbgyTxQ5VS2E";

    public static TheoryData<string, string> Combinations =>
        new(from key in new[] { "", Key1025, Key1034 } from digest in SigningDigest.Names select (key, digest));

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Signatures_OfOneWay_AreReadByTheOther(string key, string name)
    {
        using var rsa = Rsa(key);
        var digest = SigningDigest.Find(name)!;
        var hash = digest.Hash("data"u8);
        var other = digest.Hash("date"u8);
        RsaPss[] signers = [RsaPss.Private(rsa), RsaPss.Private(rsa, usesOpenSsl: false)];
        RsaPss[] readers = [RsaPss.Public(rsa), RsaPss.Public(rsa, usesOpenSsl: false), .. signers];
        foreach (var signature in signers.Select(signer => signer.Sign(hash, digest)))
        {
            foreach (var reader in readers)
            {
                Assert.True(reader.Verifies(signature, hash, digest));
                Assert.False(reader.Verifies(signature, other, digest));
                Assert.False(reader.Verifies(Changed(signature), hash, digest));
                Assert.False(reader.Verifies(signature.AsSpan(1), hash, digest));
            }
        }

        Assert.Equal([OperatingSystem.IsLinux(), false], signers.Select(signer => signer.IsOpenSsl));
        Assert.Equal([OperatingSystem.IsLinux(), false], readers[..2].Select(reader => reader.IsOpenSsl));
    }

    [Fact]
    public void AnotherSalt_IsRefused_ByBoth()
    {
        using var rsa = Rsa("");
        var signature = rsa.SignData("data"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        var hash = SigningDigest.Sha256.Hash("data"u8);

        Assert.False(RsaPss.Public(rsa).Verifies(signature, hash, SigningDigest.Sha256));
        Assert.False(RsaPss.Public(rsa, usesOpenSsl: false).Verifies(signature, hash, SigningDigest.Sha256));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AKeyTooShortForTheDigest_IsSaidToBe(bool usesOpenSsl)
    {
        using var rsa = RSA.Create(512);
        var digest = SigningDigest.Find("sha512")!;
        var hash = digest.Hash("data"u8);
        var pss = RsaPss.Private(rsa, usesOpenSsl);

        Assert.Equal("A key of 512 bits is too short for sha512.", Assert.Throws<CryptographicException>(() => pss.Sign(hash, digest)).Message);
        Assert.False(pss.Verifies(new byte[64], hash, digest));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OneKey_SignsInManyThreads(bool usesOpenSsl)
    {
        using var rsa = Rsa(Key1025);
        var pss = RsaPss.Private(rsa, usesOpenSsl);
        var signatures = new byte[100][];

        Parallel.For(0, signatures.Length, i => signatures[i] = pss.Sign(SigningDigest.Sha256.Hash([(byte)i]), SigningDigest.Sha256));

        Assert.All(signatures, (signature, i) => Assert.True(pss.Verifies(signature, SigningDigest.Sha256.Hash([(byte)i]), SigningDigest.Sha256)));
        Assert.Equal(signatures.Length, signatures.Select(Convert.ToHexString).Distinct(StringComparer.Ordinal).Count());
    }

    private static RSA Rsa(string key)
    {
        if (key.Length == 0)
        {
            return RSA.Create(2048);
        }

        var rsa = RSA.Create();
        rsa.ImportRSAPrivateKey(Convert.FromBase64String(key), out _);
        return rsa;
    }

    private static byte[] Changed(byte[] signature)
    {
        byte[] changed = [.. signature];
        changed[^1] ^= 1;
        return changed;
    }
}
