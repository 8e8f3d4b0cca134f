using Interop.Python.Tests.Live;
using Interop.Python.Tests.Suites;
using Interop.Testing;

namespace Interop.Python.Tests.Matrix;

[Trait(Capabilities.Trait, Capabilities.RabbitMqRpc)]
public sealed class RabbitMqRpcPythonValuesTests(LivePairs pairs) : PythonValuesSuite(pairs, PairKind.RabbitMqWithRpc);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRpc)]
public sealed class RabbitMqRpcPythonErrorsTests(LivePairs pairs) : PythonErrorsSuite(pairs, PairKind.RabbitMqWithRpc);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRpc)]
public sealed class RabbitMqRpcPythonStatesTests(LivePairs pairs) : PythonStatesSuite(pairs, PairKind.RabbitMqWithRpc);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRpc)]
public sealed class RabbitMqRpcPythonCanvasTests(LivePairs pairs) : PythonCanvasSuite(pairs, PairKind.RabbitMqWithRpc);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRpc)]
public sealed class RabbitMqRpcCSharpCallsTests(LivePairs pairs) : CSharpCallsSuite(pairs, PairKind.RabbitMqWithRpc);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRpc)]
public sealed class RabbitMqRpcCSharpCanvasTests(LivePairs pairs) : CSharpCanvasSuite(pairs, PairKind.RabbitMqWithRpc);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRpc)]
public sealed class RabbitMqRpcCSharpRevokeTests(LivePairs pairs) : CSharpRevokeSuite(pairs, PairKind.RabbitMqWithRpc);

[Trait(Capabilities.Trait, Capabilities.RabbitMqRpc)]
public sealed class RabbitMqRpcTypedValuesTests(LivePairs pairs) : TypedValuesSuite(pairs, PairKind.RabbitMqWithRpc);
